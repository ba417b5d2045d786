"""The body of a person at a time: growth, vital signs, laboratory values and risk scores, as pure functions.

`vitals.Body` holds a person's lifelong traits and reads values by GMF's names; `state.BodyState` is what it needs to know of the
person's life; `supplied.supplied_attributes` gives the attributes that modules expect from the body. Noise is keyed by (person,
value, day), so that reading never moves a draw.
"""
