"""The one door in: what channels ask, how what people send is judged, and how it is filed. No views."""
