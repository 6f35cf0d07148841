using System.Globalization;
using System.Text.RegularExpressions;
using WeatherKd.Storage;

namespace WeatherKd.Feeds.Settings;

/// <summary>
/// Addresses with places to fill: <c>{run:yyyyMMdd}</c> and <c>{from:…}</c> take a date format, <c>{lead:000}</c> a number format,
/// <c>{variable}</c> and <c>{VARIABLE}</c> the field as given and in capitals, <c>{stations}</c>
/// the source's ids joined by colons. <c>{key}</c> stays, for it is filled when the address is asked.
/// </summary>
internal static partial class AddressTemplate
{
    /// <summary>Fills a template.</summary>
    /// <param name="template">The template.</param>
    /// <param name="run">Start of the run, or the hour.</param>
    /// <param name="lead">Lead in h.</param>
    /// <param name="field">The field's name; null where the template has none.</param>
    /// <param name="stations">The source's ids.</param>
    /// <exception cref="InputFormatException">A place has another name, or its format is none.</exception>
    public static string Fill(
        string template,
        DateTimeOffset run,
        int lead = 0,
        string? field = null,
        IEnumerable<string>? stations = null) =>
        Place().Replace(template, match =>
        {
            var format = match.Groups["format"] is { Success: true } f ? f.Value : null;
            try
            {
                return match.Groups["name"].Value switch
                {
                    "run" => run.ToString(format ?? "yyyyMMddHH", CultureInfo.InvariantCulture),
                    "from" => run.AddHours(-1).ToString(format ?? "yyyyMMddHH", CultureInfo.InvariantCulture),
                    "lead" => lead.ToString(format ?? "0", CultureInfo.InvariantCulture),
                    "variable" => Uri.EscapeDataString(field ?? ""),
                    "VARIABLE" => Uri.EscapeDataString((field ?? "").ToUpperInvariant()),
                    "stations" => string.Join(':', (stations ?? []).Select(Uri.EscapeDataString)),
                    "key" => match.Value,
                    _ => throw Unknown(match.Value, null),
                };
            }
            catch (FormatException e)
            {
                throw Unknown(match.Value, e);
            }
        });

    private static InputFormatException Unknown(string place, Exception? inner) =>
        new(
            $"The address has the place {place}; allowed are {{run:yyyyMMddHH}}, {{from:…}}, {{lead:000}}, {{variable}}, {{VARIABLE}}, "
            + $"{{stations}} and {{key}}.",
            inner)
        {
            Given = place,
        };

    [GeneratedRegex(@"\{(?<name>\w+)(:(?<format>[^{}]+))?\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Place();
}
