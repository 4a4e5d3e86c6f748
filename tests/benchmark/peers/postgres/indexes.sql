-- Made once the rows are there. on_hand_pkey serves exact, variants and index queries; rows were loaded in its order.
ALTER TABLE on_hand ADD PRIMARY KEY (organization, product, site, location, color, size);
CREATE INDEX on_hand_by_location ON on_hand (organization, site, location, product);
ALTER TABLE event ADD PRIMARY KEY (id);
ALTER TABLE product_total ADD PRIMARY KEY (organization, product);
ALTER TABLE schedule ADD PRIMARY KEY (organization, product, site, location, color, size, day);
