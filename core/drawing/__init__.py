"""MEI -> drawn pages: Verovio in a process of its own, its SVG read into plain shapes."""
