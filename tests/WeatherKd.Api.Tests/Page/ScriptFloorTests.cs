using System.Text.RegularExpressions;

namespace WeatherKd.Api.Tests.Page;

/// <summary>
/// The page's scripts lie on floors, as the folders of the domain do: a script imports those below it only, and none of its own floor.
/// </summary>
public sealed partial class ScriptFloorTests
{
    /// <summary>Lowest first. Libraries lie below all.</summary>
    private static readonly string[][] Floors =
    [
        ["dom", "words", "address", "service", "palette"],
        ["chart", "map", "dialog", "scale", "series", "picker", "banner", "firststeps"],
        ["training", "panels", "figures", "origin", "stationlist", "verification", "quarantine", "timeline"],
        ["compare", "state"],
        ["overview", "forecast", "students", "pipeline"],
        ["page", "docs"],
    ];

    private static readonly string[] Libraries = ["uPlot", "leaflet", "topojson"];

    private static readonly IReadOnlyDictionary<string, string> Scripts = Directory.GetFiles(
        Path.Combine(AppContext.BaseDirectory, "wwwroot"),
        "*.js")
        .ToDictionary(f => Path.GetFileNameWithoutExtension(f), File.ReadAllText, StringComparer.Ordinal);

    [Fact]
    public void EveryScriptHasItsFloor() =>
        Assert.Equal(Floors.SelectMany(f => f).Order(StringComparer.Ordinal), Scripts.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void AScriptImportsOnlyWhatLiesBelow()
    {
        var upwards = from script in Scripts
                      from import in Import().Matches(script.Value).Select(m => m.Groups["name"].Value)
                      where !Libraries.Contains(import) && FloorOf(import) >= FloorOf(script.Key)
                      select $"{script.Key} imports {import}";

        Assert.Empty(upwards);
    }

    [Fact]
    public void AScriptIsSmall() => Assert.DoesNotContain(Scripts, s => s.Value.Split('\n').Length > 200);

    private static int FloorOf(string script) => Array.FindIndex(Floors, f => f.Contains(script));

    [GeneratedRegex("""(from|import)\s*\(?"\./(?<name>\w+)\.js"\)?""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Import();
}
