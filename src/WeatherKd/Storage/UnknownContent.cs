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
        return Describe(head) is { } reason
            ? new InputFormatException($"{reason} {formats}") { ByteOffset = 0 }
            : new InputFormatException($"Not a known {kind} format: it starts with '{Start(head)}'. {formats}") { Line = 1, Given = Start(head) };
    }

    private static string? Describe(ReadOnlySpan<byte> head) => head switch
    {
        [] => "The file is empty.",
        [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] => "The file is text in UTF-16. Save it as UTF-8.",
        [(byte)'G', (byte)'R', (byte)'I', (byte)'B', ..] => "The file is GRIB, which goes into the container numerical-model.",
        [0x89, (byte)'H', (byte)'D', (byte)'F', ..] => "The file is HDF5 or NetCDF-4, which goes into the container numerical-model.",
        [(byte)'C', (byte)'D', (byte)'F', 1 or 2 or 5, ..] => "The file is NetCDF, which goes into the container numerical-model.",
        _ when IsHtml(head) => "The file is a web page, probably the error page of a failed download.",
        _ when head.Length >= 4 && head[..Math.Min(head.Length, 4096)].Contains((byte)0) => "The file holds NUL bytes: it is text in UTF-16, which is to be saved as UTF-8, or no text at all.",
        _ => null,
    };

    private static bool IsHtml(ReadOnlySpan<byte> head)
    {
        var start = Encoding.Latin1.GetString(head[..Math.Min(head.Length, 512)]).TrimStart('\u00EF', '\u00BB', '\u00BF', ' ', '\r', '\n', '\t');
        return start.StartsWith("<!DOCTYPE", StringComparison.OrdinalIgnoreCase)
            || start.StartsWith("<html", StringComparison.OrdinalIgnoreCase)
            || start.StartsWith("<?xml", StringComparison.OrdinalIgnoreCase);
    }

    private static string Start(ReadOnlySpan<byte> head)
    {
        var line = head.IndexOf((byte)'\n');
        var text = Encoding.UTF8.GetString(head[..Math.Min(line < 0 ? head.Length : line, Shown * 4)]).TrimEnd('\r');
        text = new string([.. text.Select(c => char.IsControl(c) ? '?' : c)]);
        return text.Length > Shown ? text[..Shown] + "…" : text;
    }
}
