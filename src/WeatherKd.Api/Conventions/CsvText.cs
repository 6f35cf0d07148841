using System.Globalization;
using System.Text;

namespace WeatherKd.Api.Conventions;

/// <summary>
/// Builds a table as CSV (RFC 4180). The head names the unit of a column in brackets, as CSV files of observations may have it; a missing
/// value is an empty field. Ids, times and
/// numbers never need quotes.
/// </summary>
internal sealed class CsvText
{
    /// <summary>Type of the answer.</summary>
    public const string ContentType = "text/csv; charset=utf-8";

    private readonly StringBuilder _text = new();
    private bool _hasField;

    /// <summary>A column with a unit, in the head.</summary>
    public CsvText Head(string name, string unit) => Field($"{name} ({unit})");

    /// <summary>A text; null is an empty field.</summary>
    public CsvText Field(string? text)
    {
        if (_hasField)
        {
            _text.Append(',');
        }

        _hasField = true;
        _text.Append(text);
        return this;
    }

    /// <summary>A number; null is an empty field.</summary>
    public CsvText Field(double? number) => Field(number?.ToString(CultureInfo.InvariantCulture));

    /// <summary>Ends a row.</summary>
    public void EndRow()
    {
        _text.Append("\r\n");
        _hasField = false;
    }

    /// <summary>The bytes, UTF-8.</summary>
    public byte[] ToBytes() => Encoding.UTF8.GetBytes(_text.ToString());
}
