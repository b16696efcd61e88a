"""One ear: tokens -> marks -> stance -> what was heard. Nothing is cut out of the text."""
