import sys
from . import build
build.everything()
