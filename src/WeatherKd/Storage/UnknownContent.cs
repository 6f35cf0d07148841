using System.Text;

namespace WeatherKd.Storage;

/// <summary>Says what a file that no format recognises looks like, so that its sender can mend it.</summary>
internal static class UnknownContent
{
    private const int Shown = 80;

    /// <summary>The error of a file that no format recognises.</summary>
    /// <param name="file">The file.</param>
    /// <param name="kind">What it was to be: <c>observation</c> or <c>numerical-model</c>.</param>
    /// <param name="known">Names of the formats that were asked.</param>
    public static InputFormatException Error(InputFile file, string kind, IEnumerable<string> known)
    {
        var head = file.Head;
        var formats = $"Known {kind} formats: {string.Join("; ", known)}.";
        return Describe(head, kind) is { } reason
            ? new InputFormatException($"{reason} {formats}") { ByteOffset = 0 }
            : new InputFormatException($"Not a known {kind} format: it starts with '{Start(head)}'. {formats}")
            {
                Line = 1,
                Given = Start(head),
            };
    }

    private static string? Describe(ReadOnlySpan<byte> head, string kind) => head switch
    {
        [] => "The file is empty.",
        [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] => "The file is text in UTF-16. Save it as UTF-8.",
        [(byte)'G', (byte)'R', (byte)'I', (byte)'B', ..] => "The file is GRIB" + Elsewhere(kind),
        [0x89, (byte)'H', (byte)'D', (byte)'F', ..] => "The file is HDF5 or NetCDF-4" + Elsewhere(kind),
        [(byte)'C', (byte)'D', (byte)'F', 1 or 2 or 5, ..] => "The file is NetCDF" + Elsewhere(kind),
        [(byte)'B', (byte)'U', (byte)'F', (byte)'R', ..] => "The file is BUFR, which is not read. Ask its sender for CSV or METAR text.",
        [0x5D, 0, 0, ..] =>
            "The file is packed with LZMA in its old form, which is not looked through. Pack it with xz, gzip, bzip2 or zstd.",
        [(byte)'7', (byte)'z', 0xBC, 0xAF, ..] => "The file is a 7z archive. Unpack it, or pack it as zip.",
        [(byte)'R', (byte)'a', (byte)'r', (byte)'!', ..] => "The file is a RAR archive. Unpack it, or pack it as zip.",
        [(byte)'P', (byte)'K', 3, 4, ..] => "The file is an archive inside a packed file. Send the inner one.",
        [0x1F, 0x8B, ..]
            or [(byte)'B', (byte)'Z', (byte)'h', ..]
            or [0x28, 0xB5, 0x2F, 0xFD, ..]
            or [0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0, ..] =>
            "The file is packed more than once. Unpack it once.",
        [(byte)'%', (byte)'P', (byte)'D', (byte)'F', ..] => "The file is a PDF document. Ask its sender for the data as CSV.",
        [(byte)'P', (byte)'A', (byte)'R', (byte)'1', ..] => "The file is Parquet, which is not read. Save it as CSV.",
        [0xD0, 0xCF, 0x11, 0xE0, ..] => "The file is a document of Microsoft Office. Save it as CSV.",
        _ when head.Length > 262 && head.Slice(257, 5).SequenceEqual("ustar"u8) =>
            "The file is a tar archive. Send its files, or pack them as zip.",
        _ when StartsWith(head, "<!DOCTYPE") || StartsWith(head, "<html") =>
            "The file is a web page, probably the error page of a failed download.",
        _ when StartsWith(head, "<?xml") => "The file is an XML document, perhaps the error message of a failed download.",
        _ when StartsWith(head, "{") || StartsWith(head, "[{") => "The file is JSON, which is not read. Save it as CSV.",
        _ when IsSeparatedBy(';', head) =>
            "The columns of the file are separated by semicolons. Save it with commas between, and points in its numbers.",
        _ when IsSeparatedBy('\t', head) =>
            "The columns of the file are separated by tabs. Save it with commas between.",
        _ when head.Length >= 4 && head[..Math.Min(head.Length, 4096)].Contains((byte)0) =>
            "The file holds NUL bytes: it is text in UTF-16, which is to be saved as UTF-8, or no text at all.",
        _ => null,
    };

    /// <summary>Whether the first line is the header of a station CSV with another separator than a comma.</summary>
    private static bool IsSeparatedBy(char separator, ReadOnlySpan<byte> head)
    {
        var end = head.IndexOfAny((byte)'\n', (byte)'\r');
        var columns = Encoding.Latin1.GetString(end < 0 ? head : head[..end])
            .TrimStart('\u00EF', '\u00BB', '\u00BF')
            .Split(separator, StringSplitOptions.TrimEntries);
        return columns.Length > 1 && Array.Exists(columns, c => c.Trim('"') == "station_id");
    }

    private static string Elsewhere(string kind) => kind == "observation"
        ? ", which goes into the container numerical-model."
        : ", but none that can be read as fields or stations.";

    private static bool StartsWith(ReadOnlySpan<byte> head, string text) =>
        Encoding.Latin1
            .GetString(head[..Math.Min(head.Length, 512)])
            .TrimStart('\u00EF', '\u00BB', '\u00BF', ' ', '\r', '\n', '\t')
            .StartsWith(text, StringComparison.OrdinalIgnoreCase);

    private static string Start(ReadOnlySpan<byte> head)
    {
        var line = head.IndexOf((byte)'\n');
        var text = Encoding.UTF8.GetString(head[..Math.Min(line < 0 ? head.Length : line, Shown * 4)]).TrimEnd('\r');
        text = new string([.. text.Select(c => char.IsControl(c) ? '?' : c)]);
        return text.Length > Shown ? text[..Shown] + "…" : text;
    }
}
