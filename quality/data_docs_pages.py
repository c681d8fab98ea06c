"""Data Docs: Great Expectations' own pages of what it said, readable without a network.

What goes here: rendering the kept results of a night, an index of them. What does not: keeping them (`data_docs.py`).

The pages of Great Expectations fetch styles, scripts, fonts and a logo from the internet at each view. All of it is taken out: what runs
without scripts stays, and a small style sheet of our own stands in for the rest.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from typing import Any, Final

from ingestion.home import Home, placed
from ingestion.wording import ROWS, counted
from quality.data_docs import INDEX, NIGHTS_KEPT, Page, missing_pages, page_path, read_page, remove_old_nights, results_of

_STYLE: Final = (Path(__file__).parent / "data_docs.css").read_text
_VERDICTS: Final = {"accepted": "acceptée", "accepted_with_rejections": "acceptée avec des rejets", "refused": "refusée"}
_FETCHING: Final = "//script | //link | //img | //iframe | //form | //base"
# Ways to pages that we do not make, what would need a script, and facts of runs that are not ours.
_OF_NO_USE: Final = (
    "//nav | //footer | //button | //style | //*[contains(concat(' ', @class, ' '), ' col-lg-2 ')]"
    " | //*[contains(concat(' ', @class, ' '), ' modal ')] | //*[@id='section-1-content-block-3']"
)


def render_missing(home: Home, kept: int = NIGHTS_KEPT) -> int:
    """Makes the pages that are still missing, of tonight and of nights that were killed, and removes nights too old to be kept.

    Args:
        home: the installation.
        kept: how many nights are kept.

    Returns:
        How many pages were made. Great Expectations is imported only when there is one to make.
    """
    made = 0
    remove_old_nights(home, kept)
    for night in missing_pages(home):
        view = None
        for result in results_of(night):
            if not page_path(result).exists():
                view = view or _view()
                _put(page_path(result), _page(read_page(result), view))
                made += 1
        _put(night / INDEX, _index(night.name, [(page_path(result).name, read_page(result)) for result in results_of(night)]))
    return made


def _put(path: Path, html: str) -> None:
    with placed(path) as temporary:
        temporary.write_text(html, encoding="utf-8")


def _view() -> Any:
    """Great Expectations' page view, with templates that are compiled once and not for each page, which is most of its time."""
    import great_expectations  # noqa: F401  its parts import each other in a circle unless it comes first
    from great_expectations.render.view.view import DefaultJinjaPageView

    return DefaultJinjaPageView()


def _page(page: Page, view: Any) -> str:
    from great_expectations.core.expectation_validation_result import expectationSuiteValidationResultSchema
    from great_expectations.render.renderer.page_renderer import ValidationResultsPageRenderer

    met = sum(bool(result.get("success")) for result in page.results)
    suite = {
        "success": met == len(page.results),
        "results": [result for result in page.results if result],
        "suite_name": page.contract,
        "suite_parameters": {},
        "statistics": {
            "evaluated_expectations": len(page.results),
            "successful_expectations": met,
            "unsuccessful_expectations": len(page.results) - met,
            "success_percent": 100 * met / len(page.results) if page.results else None,
        },
        "meta": {"active_batch_definition": {"data_asset_name": f"{page.partner}/{page.contract}"}},
    }
    validated = expectationSuiteValidationResultSchema.load(suite)
    document = ValidationResultsPageRenderer(run_info_at_end=False).render(validated)
    return _self_contained(view.render(document), _heading(page))


def _self_contained(html: str, heading: str) -> str:
    """A page that asks for nothing outside itself, with our heading above it."""
    from lxml import html as reader

    root: Any = reader.document_fromstring(html)  # its type stub knows elements, texts and numbers alike
    for unwanted in root.xpath(f"{_FETCHING} | {_OF_NO_USE}"):
        if unwanted.getparent() is not None:
            unwanted.drop_tree()
    for anchor in root.xpath("//a[not(starts-with(@href, '#'))]"):
        anchor.drop_tag()
    for element in root.xpath("//*[@onclick or @onload]"):
        for name in ("onclick", "onload"):
            element.attrib.pop(name, None)
    head, body = root.find("head"), root.find("body")
    head.append(reader.fragment_fromstring(f"<style>{_STYLE(encoding='utf-8')}</style>"))
    body.insert(0, reader.fragment_fromstring(heading))
    return "<!DOCTYPE html>\n" + str(reader.tostring(root, encoding="unicode"))


def _heading(page: Page) -> str:
    loads = "".join(f"<li>{_load(load, verdict)}</li>" for load, verdict in zip(page.load_ids, page.verdicts, strict=True))
    return (
        f'<header class="qutb"><p><a href="{INDEX}">← La nuit</a></p><h1>{escape(page.partner)} / {escape(page.contract)}</h1>'
        f"<p>{counted(page.rows, ROWS, 'fr')} ; livraisons jugées ici :</p><ul>{loads}</ul></header>"
    )


def _load(load: str, verdict: str) -> str:
    return f"<code>{escape(load)}</code> : {_VERDICTS[verdict]}"


def _index(night: str, pages: Sequence[tuple[str, Page]]) -> str:
    rows = "".join(_rows(pages))
    return (
        f'<!DOCTYPE html>\n<html lang="fr"><head><meta charset="utf-8"><title>Data Docs, nuit {escape(night)}</title>'
        f"<style>{_STYLE(encoding='utf-8')}</style></head>"
        f'<body><header class="qutb"><h1>Ce que Great Expectations a dit, nuit {escape(night)}</h1></header>'
        "<table><thead><tr><th>Flux</th><th>Livraisons</th><th>Attentes</th><th>Non satisfaites</th></tr></thead>"
        f"<tbody>{rows}</tbody></table></body></html>"
    )


def _rows(pages: Sequence[tuple[str, Page]]) -> Iterator[str]:
    """Pages with something that is not as expected come first."""
    for name, page in sorted(pages, key=lambda each: (not _unmet(each[1]), each[1].partner, each[1].contract, each[0])):
        unmet = ", ".join(map(escape, _unmet(page)))
        loads = "<br>".join(_load(load, verdict) for load, verdict in zip(page.load_ids, page.verdicts, strict=True))
        yield (
            f'<tr><td><a href="{escape(name)}">{escape(page.partner)} / {escape(page.contract)}</a></td><td>{loads}</td>'
            f"<td>{len(page.results)}</td><td>{unmet or '–'}</td></tr>"
        )


def _unmet(page: Page) -> list[str]:
    return [str(each["expectation_config"]["meta"].get("qutb_id")) for each in page.results if each and not each.get("success")]
