"""A sheet of readings as a file, and a file into the grid of a sheet."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from programmes import actions
from programmes.imports.tables import UnreadableFile
from programmes.indicators.files import FILES, Preview, read_file, sheet_file
from programmes.indicators.forms import ReadingFileForm, SheetForm
from programmes.indicators.wording import period_name
from programmes.models import Indicator, Reading
from programmes.views.readings import heads_of, sheet_of, tips_of
from servindus.exports.formats import FORMATS
from servindus.views import FILL, Page, perform


@require_safe
def reading_sheet_file(
    request: HttpRequest, public_id: UUID, form: str
) -> HttpResponse:
    """Give the grid as CSV, XLSX or ODS; filled in, it can be read in again."""
    sheet = sheet_of(request, public_id)
    if form not in FILES:
        raise Http404
    period = period_name(sheet.period.kind, sheet.period.starts_on)
    content = sheet_file(
        form,
        f"{sheet.lab.name}, {period}",
        Indicator.objects.filter(rhythm=sheet.period.kind),
        heads_of(tips_of(sheet)),
    )
    response = HttpResponse(content, content_type=FORMATS[form].content_type)
    name = f"releves-{sheet.lab.slug}-{sheet.period.slug}.{form}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def reading_sheet_import(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show what a file changes; nothing is written before that is confirmed."""
    sheet = sheet_of(request, public_id)
    indicators = list(Indicator.objects.filter(rhythm=sheet.period.kind))
    tips = tips_of(sheet)
    files, preview = _read(request, indicators, heads_of(tips))
    period = period_name(sheet.period.kind, sheet.period.starts_on)
    page = Page(
        title=_("Read in a file"),
        lead=f"{sheet.lab.name} · {period}",
        button=_("Write these readings"),
        success=_("Saved. Send it for approval once it is complete."),
        back=sheet.get_absolute_url(),
        template="programmes/reading_sheet_import.html",
        extra={
            "files": files,
            "preview": preview,
            "fill": FILL,
            "empty_file": reverse(
                "programmes:reading_sheet_file", args=[public_id, "xlsx"]
            ),
        },
    )
    return perform(
        request,
        actions.write_reading_sheet,
        sheet,
        SheetForm,
        page=page,
        form_options={
            "indicators": indicators,
            "tips": tips,
            "filled": preview.entries if preview else {},
        },
    )


def _read(
    request: HttpRequest, indicators: list[Indicator], heads: dict[int, Reading]
) -> tuple[ReadingFileForm, Preview | None]:
    """Give the file's form and, once one was sent that can be read, its preview."""
    if request.method != "POST" or FILL not in request.POST:
        return ReadingFileForm(), None
    files = ReadingFileForm(request.POST, request.FILES)
    if not files.is_valid():
        return files, None
    try:
        return files, read_file(files.cleaned_data["file"], indicators, heads)
    except UnreadableFile as unreadable:
        files.add_error("file", str(unreadable))
    return files, None
