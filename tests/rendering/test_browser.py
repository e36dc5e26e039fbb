"""The page in a real browser: nothing fetched, nothing broken, reached by mouse and keyboard."""

import itertools
import json
import shutil

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser")
DRIVER = shutil.which("chromedriver")
OPTIONS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--window-size=1200,900",
)  # fmt: skip
pytestmark = [
    pytest.mark.skipif(not (BROWSER and DRIVER), reason="no Chromium with its driver here"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]
CONTRAST = """
const channel = (c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
const parts = [0.2126, 0.7152, 0.0722];
const bright = (rgb) => parts.reduce((sum, part, place) => sum + part * channel(rgb[place]), 0);
const rgb = (text) => text.match(/[\\d.]+/g).map(Number);
const ground = (node) => {
  for (let at = node; at; at = at.parentElement) {
    const found = rgb(getComputedStyle(at).backgroundColor);
    if (found.length === 3 || found[3] > 0) return found;
  }
  return [255, 255, 255];
};
const faint = [];
let read = 0;
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walker.nextNode()) {
  const node = walker.currentNode.parentElement;
  const seen = node.offsetParent && !node.closest("svg, script");
  if (!walker.currentNode.data.trim() || !seen) continue;
  read += 1;
  const [one, two] = [bright(rgb(getComputedStyle(node).color)), bright(ground(node))];
  const ratio = (Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05);
  if (ratio < 4.5) faint.push([node.tagName, walker.currentNode.data.trim().slice(0, 40), ratio]);
}
return [read, faint];
"""


@pytest.fixture(scope="module")
def report(demo_run, tmp_path_factory):
    folder = tmp_path_factory.mktemp("report")
    demo_run.write(folder)
    return folder


@pytest.fixture(scope="module")
def browser():
    options = webdriver.ChromeOptions()
    options.binary_location = BROWSER
    for option in OPTIONS:
        options.add_argument(option)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(DRIVER))
    yield driver
    driver.quit()


@pytest.fixture
def page(browser, report):
    browser.get((report / "report.zh.html").as_uri())
    return browser


def find(page, selector):
    return page.find_element("css selector", selector)


def number(page, language="zh"):
    """The first number in Table 1, brought into view."""
    cell = find(page, f"article[data-language={language}] td[data-rows]")
    page.execute_script("arguments[0].scrollIntoView({block: 'center'})", cell)
    return cell


def press(page, *keys):
    ActionChains(page).send_keys(*keys).perform()


def test_nothing_is_fetched_and_nothing_is_broken(page):
    messages = [json.loads(entry["message"])["message"] for entry in page.get_log("performance")]
    asked = [
        message["params"]["request"]["url"]
        for message in messages
        if message["method"] == "Network.requestWillBeSent"
    ]
    assert all(url.startswith(("file:", "data:")) for url in asked)
    assert page.get_log("browser") == []


def test_the_language_is_switched_at_the_same_place(page):
    heading = page.find_elements("css selector", "article[data-language=zh] h2")[3]
    page.execute_script("arguments[0].scrollIntoView()", heading)
    before = heading.rect["y"] - page.execute_script("return window.scrollY")
    place = heading.get_attribute("data-place")
    find(page, "button[data-language=en]").click()
    assert page.execute_script("return document.documentElement.lang") == "en"
    assert page.title.startswith("Effect of a comprehensive intervention")
    assert not find(page, "article[data-language=zh]").is_displayed()
    there = find(page, f"article[data-language=en] [data-place='{place}']")
    after = there.rect["y"] - page.execute_script("return window.scrollY")
    assert abs(after - before) < 40
    pressed = [
        button.get_attribute("aria-pressed")
        for button in page.find_elements("css selector", "button[data-language]")
    ]
    assert pressed == ["false", "true"]


def test_a_number_says_where_it_comes_from(page):
    cell = number(page)
    cell.click()
    panel = find(page, "#source")
    assert panel.is_displayed()
    told = panel.text
    assert all(
        word in told for word in ("Pearson", "分组单位数", "2106", "baseline.rec", "baseline-")
    )
    box, window = panel.rect, page.execute_script("return [innerWidth, innerHeight, scrollY]")
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= window[0]
    assert box["y"] >= window[2]
    find(page, "#source button").click()
    assert not panel.is_displayed()


def test_the_keyboard_does_what_the_mouse_does(page):
    region = find(page, "article[data-language=zh] .scroll")
    page.execute_script("arguments[0].focus()", region)
    press(page, Keys.ENTER)
    first = page.switch_to.active_element
    assert first.tag_name == "td"
    press(page, Keys.ARROW_DOWN, Keys.ARROW_RIGHT)
    second = page.switch_to.active_element
    assert second != first
    press(page, Keys.ENTER)
    assert find(page, "#source").is_displayed()
    press(page, Keys.ESCAPE)
    assert not find(page, "#source").is_displayed()
    assert page.switch_to.active_element == second
    press(page, Keys.ESCAPE)
    assert page.switch_to.active_element == region


@pytest.mark.parametrize("language", ["zh", "en"])
def test_all_text_has_enough_contrast(page, language):
    find(page, f"button[data-language={language}]").click()
    number(page, language).click()
    read, faint = page.execute_script(CONTRAST)
    assert read > 500
    assert faint == []


def test_headings_go_down_one_step_at_a_time(page):
    levels = [
        int(heading.tag_name[1])
        for heading in page.find_elements(
            "css selector", "article[data-language=zh] :is(h1,h2,h3,h4)"
        )
    ]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_every_drawing_has_words_for_those_who_do_not_see_it(page):
    drawings = page.find_elements("css selector", "figure svg")
    assert drawings
    assert all(len(drawing.get_attribute("aria-label")) > 20 for drawing in drawings)


def test_on_paper_the_tools_are_gone(page):
    page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        assert not find(page, ".tools").is_displayed()
        assert not find(page, "article[data-language=zh] nav").is_displayed()
        assert find(page, "article[data-language=zh] h1").is_displayed()
    finally:
        page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


def test_narrow_windows_scroll_tables_not_the_page(page):
    page.set_window_size(500, 900)
    try:
        wide, inner = page.execute_script(
            "return [document.documentElement.scrollWidth, document.documentElement.clientWidth]"
        )
        assert wide <= inner + 1
    finally:
        page.set_window_size(1200, 900)
