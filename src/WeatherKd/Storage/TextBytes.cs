using System.Text;

namespace WeatherKd.Storage;

/// <summary>
/// Decodes text whose sender does not say its encoding: UTF-8, and what programs of before it still write, Windows-1252 (of which
/// Latin-1 is a part) and CP949. Only names and headers are decoded so: a wrong letter in them changes no value.
/// </summary>
internal static class TextBytes
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly Encoding Windows1252 = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;
    private static readonly Encoding Cp949 = CodePagesEncodingProvider.Instance.GetEncoding(949)!;

    /// <summary>
    /// The text of some bytes. What is no UTF-8 is Korean where all its letters beyond ASCII are pairs of bytes that the Korean standard
    /// (KS X 1001) has for its script and signs; accents of Western European words hardly ever are. Else it is Windows-1252.
    /// </summary>
    public static string Decode(byte[] bytes) => Utf8(bytes) ?? (IsKorean(bytes) ? Cp949 : Windows1252).GetString(bytes);

    /// <summary>As <see cref="Decode"/>, of a file that is known to be Korean.</summary>
    public static string DecodeKorean(byte[] bytes) => Utf8(bytes) ?? Cp949.GetString(bytes);

    private static string? Utf8(byte[] bytes)
    {
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static bool IsKorean(ReadOnlySpan<byte> bytes)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] < 0x80)
            {
                continue;
            }

            // Rows of signs and letters, and of the script; the second byte is of the same upper half.
            if (bytes[i] is not ((>= 0xA1 and <= 0xAC) or (>= 0xB0 and <= 0xC8))
                || ++i == bytes.Length
                || bytes[i] is < 0xA1 or > 0xFE)
            {
                return false;
            }
        }

        return true;
    }
}
