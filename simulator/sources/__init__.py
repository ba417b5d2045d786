"""Where bundles come from: files that this package or others wrote."""
