"""What a review says of single aspects (fit, size, battery, taste …), in English and Chinese."""

from nlu.aspects.model import ENCODER, AspectReader, Remark, load_aspects
from nlu.aspects.named import aspect_asked

__all__ = ["ENCODER", "AspectReader", "Remark", "aspect_asked", "load_aspects"]
