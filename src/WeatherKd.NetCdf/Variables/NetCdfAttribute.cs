using System.Globalization;

namespace WeatherKd.NetCdf.Variables;

/// <summary>An attribute of a variable: one text, or some numbers of a type.</summary>
/// <param name="Type">Type of its values.</param>
/// <param name="Text">Its text without spaces and zeros around it; null for numbers.</param>
/// <param name="Numbers">Its numbers; empty for a text.</param>
internal sealed record NetCdfAttribute(NetCdfType Type, string? Text, IReadOnlyList<double> Numbers)
{
    private static readonly char[] Separators = [' ', ',', ';', '\t', '\n'];
    private static readonly char[] Suffixes = ['b', 'B', 's', 'S', 'l', 'L', 'f', 'F', 'd', 'D'];

    /// <summary>
    /// Its numbers, also where a text names them ("-999.9", "-999, -888"), as programs that write every attribute as a text have them. Null
    /// where
    /// the text is no list of numbers.
    /// </summary>
    public IReadOnlyList<double>? AsNumbers()
    {
        if (Text is null)
        {
            return Numbers;
        }

        var words = Text.Split(Separators, StringSplitOptions.RemoveEmptyEntries);
        var numbers = new double[words.Length];
        for (var i = 0; i < words.Length; i++)
        {
            // CDL's suffixes of a type, as in -999.f and -32767s, are no part of the number.
            if (!double.TryParse(words[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i])
                && !double.TryParse(words[i].TrimEnd(Suffixes), NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]))
            {
                return null;
            }
        }

        return numbers;
    }
}
