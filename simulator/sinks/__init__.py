"""Where bundles go to: files, and the manifest that names them."""
