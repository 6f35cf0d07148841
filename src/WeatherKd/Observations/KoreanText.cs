using WeatherKd.Storage;

namespace WeatherKd.Observations;

/// <summary>
/// Korean CSV files, in UTF-8 (with or without byte order mark) or in CP949, told apart by their header line. Only the header is decoded:
/// below it the columns that are read hold ASCII (<see cref="CsvInput.Open"/>).
/// </summary>
internal static class KoreanText
{
    /// <summary>
    /// The decoded header line of a file, without its byte order mark; what is no text gives a line that no format recognises.
    /// </summary>
    public static string HeaderLine(InputFile file)
    {
        var line = TextStream.Head(file);
        var end = line.IndexOfAny((byte)'\n', (byte)'\r');
        return TextBytes.DecodeKorean((end < 0 ? line : line[..end]).ToArray());
    }

    /// <summary>Opens a file to read its lines.</summary>
    public static CsvInput Open(InputFile file) => CsvInput.Open(file, TextBytes.DecodeKorean);
}
