"""Everything needed to run MisyBot on one machine; production code never imports it."""
