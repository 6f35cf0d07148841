using System.Text.RegularExpressions;

namespace WeatherKd.Api.Conventions;

/// <summary>
/// The time zone of a place: the quadtree of npm's <c>@photostructure/tz-lookup</c>, whose script the build embeds, read as that script
/// reads it. A leaf is some kilometres wide.
/// Safe to share between threads.
/// </summary>
internal static partial class TimeZoneMap
{
    /// <summary>The name at the pole itself, where all zones meet.</summary>
    private const string Pole = "Etc/GMT";

    private const int RootWidth = 48;
    private const int RootHeight = 24;

    /// <summary>A node or leaf is two characters of an alphabet of 56 that begins at '#'.</summary>
    private const int Alphabet = 56;

    private const int FirstCharacter = '#';
    private const int Values = Alphabet * Alphabet;

    private static readonly Lazy<(string Tree, string[] Names)> Map = new(Read);

    /// <summary>The IANA name of the zone of a place.</summary>
    /// <param name="latitude">Degrees north, −90 to 90.</param>
    /// <param name="longitude">Degrees east, −180 to 180.</param>
    public static string At(double latitude, double longitude)
    {
        if (latitude >= 90)
        {
            return Pole;
        }

        var (tree, names) = Map.Value;

        // Nextafter 360 and 180, so that the easternmost and southernmost places lie inside.
        var x = (180 + longitude) * RootWidth / 360.00000000000006;
        var y = (90 - latitude) * RootHeight / 180.00000000000003;
        var (column, row) = ((int)x, (int)y);
        var value = ValueAt(tree, (row * RootWidth) + column);
        var node = -1;
        while (value + names.Length < Values)
        {
            node += value + 1;
            x = (x - column) * 2 % 2;
            y = (y - row) * 2 % 2;
            (column, row) = ((int)x, (int)y);
            value = ValueAt(tree, (RootWidth * RootHeight) + (node * 4) + (row * 2) + column);
        }

        return names[value + names.Length - Values];
    }

    private static int ValueAt(string tree, int place) =>
        ((tree[2 * place] - FirstCharacter) * Alphabet) + tree[(2 * place) + 1] - FirstCharacter;

    private static (string Tree, string[] Names) Read()
    {
        using var stream = typeof(TimeZoneMap).Assembly.GetManifestResourceStream("time-zones.js")!;
        using var reader = new StreamReader(stream);
        var script = reader.ReadToEnd();
        return (
            Tree().Match(script).Groups["tree"].Value,
            [.. Names().Match(script).Groups["names"].Value.Split(',').Select(n => n.Trim('"'))]);
    }

    [GeneratedRegex("\"(?<tree>[^\"]{1000,})\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Tree();

    [GeneratedRegex("\\[(?<names>\"[^\\]]{1000,})\\]", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Names();
}
