using System.Text;
using WeatherKd.Storage;

namespace WeatherKd.Observations;

/// <summary>
/// Korean CSV files, in UTF-8 (with or without byte order mark) or in CP949, told apart by their header line. Only the header is decoded:
/// below it the columns that are read hold ASCII, and in both encodings every byte of a Korean letter is one that cannot be a comma, a
/// quote or a line end. So lines are read as Latin-1, which is many times faster than CP949.
/// </summary>
internal static class KoreanText
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly Encoding Cp949 = CodePagesEncodingProvider.Instance.GetEncoding(949)!;

    /// <summary>
    /// The decoded header line of a file, without its byte order mark; what is no text gives a line that no format recognises.
    /// </summary>
    public static string HeaderLine(InputFile file)
    {
        var line = file.Head;
        var end = line.IndexOf((byte)'\n');
        return Decode((end < 0 ? line : line[..end]).TrimEnd((byte)'\r'));
    }

    /// <summary>Opens a file to read its lines.</summary>
    public static CsvInput Open(InputFile file) => CsvInput.Open(file, Encoding.Latin1, latin1 => Decode(Encoding.Latin1.GetBytes(latin1)));

    private static string Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith(Encoding.UTF8.Preamble))
        {
            bytes = bytes[Encoding.UTF8.Preamble.Length..];
        }

        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return Cp949.GetString(bytes);
        }
    }
}
