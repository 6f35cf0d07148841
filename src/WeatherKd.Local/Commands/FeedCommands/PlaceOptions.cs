using System.CommandLine;
using System.Globalization;
using WeatherKd.Feeds.Catalogues;
using WeatherKd.Local.Terminal;

namespace WeatherKd.Local.Commands.FeedCommands;

/// <summary>The options that say where stations are looked for.</summary>
internal sealed class PlaceOptions
{
    private readonly Option<string?> _near = new("--near") { Description = "Latitude and longitude of a place, e.g. 36.8,126.5." };
    private readonly Option<string> _within = new("--within")
    {
        Description = "Distance from the place, e.g. 50km.",
        DefaultValueFactory = _ => "50km",
    };
    private readonly Option<string?> _area = new("--area") { Description = "South, west, north, east in degrees, e.g. 36,126,38,128." };
    private readonly Option<string?> _country = new("--country")
    {
        Description = "Country by its two letters, e.g. KR (lists ghcnh and isd; isd has NOAA's own letters).",
    };
    private readonly Option<string?> _address = OptionRanges.Address("--list-address", "Address of the list instead of its source's.");

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _near, _within, _area, _country, _address })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>What is looked for; null where nothing says where.</summary>
    /// <exception cref="InvalidOperationException">A place, a box or a distance cannot be read.</exception>
    public StationSearch? Search(ParseResult parsed, string list)
    {
        var near = parsed.GetValue(_near) is { } place ? Numbers(place, 2, "--near", "latitude,longitude") : null;
        var area = parsed.GetValue(_area) is { } box ? Numbers(box, 4, "--area", "south,west,north,east") : null;
        if (area is not null && area[0] >= area[2])
        {
            throw new InvalidOperationException($"--area '{parsed.GetValue(_area)}' has its south above its north.");
        }

        var country = parsed.GetValue(_country);
        return near is null && area is null && country is null
            ? null
            : new StationSearch(list)
            {
                Near = near is null ? null : (near[0], near[1]),
                Within = Kilometres(parsed.GetValue(_within)!),
                Area = area is null ? null : (area[0], area[1], area[2], area[3]),
                Country = country,
                Address = parsed.GetValue(_address),
            };
    }

    private static double Kilometres(string text)
    {
        var number = text.EndsWith("km", StringComparison.OrdinalIgnoreCase) ? text[..^2] : text;
        return double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value is > 0 and <= 20_000
            ? value
            : throw new InvalidOperationException($"--within '{text}' is no distance between 0 and 20000 km, such as 50km.");
    }

    private static double[] Numbers(string text, int count, string option, string form)
    {
        var parts = text.Split(',');
        var numbers = parts.Select(p => double.TryParse(p, NumberStyles.Float, CultureInfo.InvariantCulture, out var n) ? n : double.NaN)
            .ToArray();
        return numbers.Length == count && numbers.Select((n, i) => Math.Abs(n) <= (i % 2 == 0 ? 90 : 180)).All(ok => ok)
            ? numbers
            : throw new InvalidOperationException($"{option} '{text}' is not {form} in degrees.");
    }
}
