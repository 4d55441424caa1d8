"""Design rules without any drawing: colours and contrast, palettes, canvases, text fitted by measurement."""
