using System.Globalization;
using System.IO.Compression;
using System.Security;
using System.Text;

namespace WeatherKd.Tests.Storage;

/// <summary>
/// Writes an Excel workbook (ECMA-376) of a few cells: texts inline, numbers as they are, times as days since 1899-12-30 in a style for
/// times.
/// </summary>
internal static class Workbook
{
    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Relationships = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string Package = "http://schemas.openxmlformats.org/package/2006/relationships";

    public static byte[] Of(params object?[][][] sheets)
    {
        using var packed = new MemoryStream();
        using (var zip = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(zip, "[Content_Types].xml", "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>");
            Add(
                zip,
                "_rels/.rels",
                $"<Relationships xmlns=\"{Package}\"><Relationship Id=\"rId1\" Type=\"{Relationships}/officeDocument\" "
                + $"Target=\"xl/workbook.xml\"/></Relationships>");
            Add(zip, "xl/workbook.xml", $"<workbook xmlns=\"{Main}\" xmlns:r=\"{Relationships}\"><sheets>"
                + string.Concat(sheets.Select((_, i) => $"<sheet name=\"Sheet{i + 1}\" sheetId=\"{i + 1}\" r:id=\"rId{i + 1}\"/>"))
                    + "</sheets></workbook>");
            Add(zip, "xl/_rels/workbook.xml.rels", $"<Relationships xmlns=\"{Package}\">"
                + string.Concat(
                    sheets.Select((_, i) =>
                        $"<Relationship Id=\"rId{i + 1}\" Type=\"{Relationships}/worksheet\" Target=\"worksheets/sheet{i + 1}.xml\"/>"))
                + $"<Relationship Id=\"rIdS\" Type=\"{Relationships}/styles\" Target=\"styles.xml\"/></Relationships>");
            Add(
                zip,
                "xl/styles.xml",
                $"<styleSheet xmlns=\"{Main}\"><cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"22\" "
                + $"applyNumberFormat=\"1\"/></cellXfs></styleSheet>");
            for (var i = 0; i < sheets.Length; i++)
            {
                Add(zip, $"xl/worksheets/sheet{i + 1}.xml", Sheet(sheets[i]));
            }
        }

        return packed.ToArray();
    }

    private static string Sheet(object?[][] rows) =>
        $"<worksheet xmlns=\"{Main}\"><sheetData>"
        + string.Concat(rows.Select((row, r) => $"<row r=\"{r + 1}\">"
            + string.Concat(row.Select((cell, c) => Cell(cell, $"{(char)('A' + c)}{r + 1}")))
            + "</row>"))
        + "</sheetData></worksheet>";

    private static string Cell(object? value, string place) => value switch
    {
        null => string.Empty,
        string text => $"<c r=\"{place}\" t=\"inlineStr\"><is><t>{SecurityElement.Escape(text)}</t></is></c>",
        DateTime time => $"<c r=\"{place}\" s=\"1\"><v>{time.ToOADate().ToString("R", CultureInfo.InvariantCulture)}</v></c>",
        _ => $"<c r=\"{place}\"><v>{Convert.ToString(value, CultureInfo.InvariantCulture)}</v></c>",
    };

    private static void Add(ZipArchive zip, string name, string content)
    {
        using var entry = zip.CreateEntry(name).Open();
        entry.Write(Encoding.UTF8.GetBytes(content));
    }
}
