"""Names, owners and colours: what is typed is measured and shown, and only what can be read is saved."""

from io import BytesIO

import pytest
from playwright.sync_api import Page, expect

from builders import a_partnership, a_user, staff_session
from coprod.partnership.colours import COLOURS, contrast, measured, mended

ADDRESS = "/staff/settings/names"
PLUM = {
    "brand": "#5b2a6e",
    "brand_deep": "#3d1a4b",
    "brand_tint": "#f6f0f8",
    "brand_line": "#d9c3e2",
    "on_brand": "#ffffff",
    "on_brand_soft": "#e7d6ee",
}


def test_a_name_is_seen_on_every_page_at_once_and_leaves_a_change(client, admin, typed, kept, changed):
    sent = typed(ADDRESS) | {"name": "  Fernshire   SEND ", "owner_1": "Fernshire Council", "owner_2": "NHS Fernshire"}
    assert client.post(ADDRESS, data=sent).location == ADDRESS
    assert "Saved. It is seen at once" in client.get(ADDRESS).text
    page = client.get("/help").text
    assert "Fernshire SEND" in page and "Fernshire Council and NHS Fernshire" in page
    assert kept().owners == ["Fernshire Council", "NHS Fernshire"]
    assert ("name", "Testshire SEND Partnership", "Fernshire SEND") in changed()
    assert {field for field, *_ in changed()} == {"name", "owners"}


def test_what_is_saved_as_it_stands_changes_nothing(client, admin, typed, changed):
    assert client.post(ADDRESS, data=typed(ADDRESS)).status_code == 303
    assert changed() == []


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name": ""}, "Enter the name of the partnership"),
        ({"name": "\u3164"}, "Enter the name of the partnership"),
        ({"name": "x" * 81}, "Use 80 letters or fewer"),
        ({"short_name": "x" * 17}, "Use 16 letters or fewer"),
        ({"strapline": "x" * 121}, "Use 120 letters or fewer"),
        ({"owner_1": ""}, "Enter who owns it"),
        ({"owner_4": "x" * 121}, "Use 120 letters or fewer"),
        ({"brand": "green"}, "Main colour: write # and six digits or letters"),
        ({"brand": ""}, "Main colour: write # and six digits or letters"),
        ({"brand": "x" * 5000}, "Main colour: write # and six digits or letters"),
    ],
)
def test_what_cannot_be_is_refused_and_stays_typed(client, admin, typed, changed, wrong, words):
    answer = client.post(ADDRESS, data=typed(ADDRESS) | wrong)
    [(name, value)] = wrong.items()
    assert answer.status_code == 422 and words in answer.text and f'href="#{name}"' in answer.text
    assert f'value="{value}"' in answer.text or not value.strip("\u3164")
    assert changed() == []


def test_a_file_in_the_place_of_a_name_leaves_the_name_as_it_is(client, admin, typed, changed):
    sent = typed(ADDRESS) | {"name": (BytesIO(b"x"), "name.txt")}
    assert client.post(ADDRESS, data=sent, content_type="multipart/form-data").status_code == 303
    assert changed() == []


def test_own_colours_are_kept_and_those_of_the_product_are_none(client, admin, typed, kept):
    assert client.post(ADDRESS, data=typed(ADDRESS) | PLUM | {"brand": "5B2A6E"}).status_code == 303
    assert kept().colours == {name.replace("_", "-"): value for name, value in PLUM.items()}
    assert "--brand:#5b2a6e" in client.get(f"/colours-{kept().version}.css").text
    back = {name.replace("-", "_"): value for name, value in COLOURS.items()}
    assert client.post(ADDRESS, data=typed(ADDRESS) | back).status_code == 303
    assert kept().colours == {}


def test_a_weak_colour_is_offered_its_nearest_that_works_and_not_saved_until_it_is_mended(client, admin, typed, kept):
    sent = typed(ADDRESS) | PLUM | {"on_brand_soft": "#b48cc6"}
    looked = client.post(ADDRESS, data=sent | {"do": "look"})
    assert (
        looked.status_code == 200 and "1 colour is too weak" in looked.text and "There is a problem" not in looked.text
    )
    refused = client.post(ADDRESS, data=sent)
    assert refused.status_code == 422 and "is too weak on the main colour: 3.7 to 1, and it needs 4.5" in refused.text
    assert "1 colour is too weak" in refused.text and kept().colours == {}
    nearest = measured({name.replace("_", "-"): value for name, value in (PLUM | {"on_brand_soft": "#b48cc6"}).items()})
    better = nearest["on-brand-soft"].nearest
    assert (
        f"{better} works" in refused.text and f"on-brand-soft={better[1:]}" in refused.text
    )  # as the preview shows it
    used = client.post(ADDRESS, data=sent | {"do": "use on-brand-soft"})
    assert used.status_code == 200 and f'value="{better}"' in used.text and "too weak" not in used.text
    assert client.post(ADDRESS, data=sent | {"on_brand_soft": better}).status_code == 303
    assert kept().colours["on-brand-soft"] == better


@pytest.mark.parametrize("button", ["use", "use nothing", "up name 1", "x" * 999, "use brand-line"])
def test_a_button_that_there_is_not_changes_nothing(client, admin, typed, changed, button):
    assert client.post(ADDRESS, data=typed(ADDRESS) | {"do": button}).status_code == 200
    assert changed() == []


def test_the_nearest_has_the_same_hue_and_moves_as_little_as_will_do():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
    bright = COLOURS | {"brand": "#2e8b57"}
    found = measured(bright)["brand"]
    assert not found.fits and contrast(found.nearest, "#ffffff") >= 7
    red, green, blue = (int(found.nearest[at : at + 2], 16) for at in (1, 3, 5))
    assert green > blue > red  # sea green still
    lighter = "#" + "".join(f"{part + 2:02x}" for part in (red, green, blue))
    assert contrast(lighter, "#ffffff") < 7
    assert all(each.fits for each in measured(mended(bright)).values())


@pytest.mark.parametrize("value", ["#000000", "#ffffff", "#808080", "#ff0000", "#ffff00", "#0000ff"])
def test_whatever_six_are_chosen_mending_makes_them_readable_or_says_that_it_cannot(value):
    six = dict.fromkeys(COLOURS, value)
    found = measured(six)
    for name, each in found.items():
        assert each.fits or each.nearest, name
    assert [name for name, each in measured(mended(six)).items() if not each.fits] == []


def test_the_preview_takes_colours_and_nothing_else(client, admin):
    page = client.get("/staff/settings/preview.css?brand=5b2a6e&on-brand=red;}body{display:none&paper=000000")
    assert page.text == ".staff .demo{--brand:#5b2a6e;}" and page.mimetype == "text/css"
    assert client.get("/staff/settings/preview.css").text == ""


@pytest.mark.browser
def test_contrast_and_preview_follow_what_one_types(desk: Page, app, server):
    a_partnership()
    cookie = app.session_interface.get_signing_serializer(app).dumps(staff_session(a_user("admin")))
    desk.context.add_cookies([{"name": "coprod", "value": cookie, "url": server}])
    desk.goto(ADDRESS)
    desk.get_by_label("Main colour").fill("#2e8b57")
    expect(desk.get_by_text("Too weak on white: needs 7")).to_be_visible()
    expect(desk.locator(".demo__head")).to_have_css("background-color", "rgb(33, 100, 63)")
    desk.get_by_label("Name of the partnership").fill("Fernshire")
    expect(desk.locator(".demo__head")).to_have_text("Fernshire")
    desk.get_by_role("button", name="Use the nearest that works").first.click()
    expect(desk.get_by_label("Main colour")).to_have_value("#21643f")
    expect(desk.get_by_label("Name of the partnership")).to_have_value("Fernshire")
    desk.get_by_label("Name of the partnership").press("Enter")
    expect(desk.get_by_text("Saved. It is seen at once")).to_be_visible()
    assert desk.troubles == []
