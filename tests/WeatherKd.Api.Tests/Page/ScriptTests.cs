namespace WeatherKd.Api.Tests.Page;

/// <summary>The page's own scripts. Which may use which, <c>WeatherKd.Infrastructure.Tests</c> asks with all other floors.</summary>
public sealed class ScriptTests
{
    private const int MostLines = 200;

    private static readonly string[] Libraries = ["uPlot", "leaflet", "topojson"];

    [Fact]
    public void AScriptIsSmall()
    {
        var scripts = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "wwwroot"), "*.js")
            .Where(f => !Libraries.Contains(Path.GetFileNameWithoutExtension(f)))
            .ToList();

        Assert.NotEmpty(scripts);
        Assert.DoesNotContain(scripts, f => File.ReadLines(f).Count() > MostLines);
    }
}
