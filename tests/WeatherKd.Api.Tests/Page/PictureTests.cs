using Microsoft.Playwright;
using WeatherKd.TestSupport;

namespace WeatherKd.Api.Tests.Page;

/// <summary>
/// Every view in every state at both sizes and in both colour schemes: it fits its width, axe finds nothing, and a picture is taken for
/// people to look at, in the folder that
/// <c>WEATHERKD_PICTURES</c> names, else beside the tests. Nothing is compared with the pictures.
/// </summary>
public sealed class PictureTests(Chromium chromium, AzuriteFixture azurite) : IClassFixture<Chromium>
{
    private static readonly string Folder = Environment.GetEnvironmentVariable("WEATHERKD_PICTURES") is { Length: > 0 } folder
        ? folder
        : Path.Combine(AppContext.BaseDirectory, "pictures");

    [Theory]
    [InlineData("empty", "#overview #forecast #students #pipeline")]
    [InlineData("training", "#overview #students #pipeline")]
    [InlineData("promoted", "#overview #forecast?station=129&show=model,reference #students #pipeline")]
    [InlineData("rejected", "#overview #students")]
    [InlineData("alarms", "#overview #forecast #pipeline")]
    [InlineData("stopped", "#overview")]
    [InlineData("stations", "#overview #forecast")]
    public async Task EveryViewFitsAndIsAccessible(string scene, string views)
    {
        await using var service = await Scenes.StartAsync(scene == "stopped" ? "promoted" : scene, azurite);
        var wrong = new List<string>();
        foreach (var view in views.Split(' '))
        {
            foreach (var (size, scheme) in
                from s in Chromium.Sizes.Keys
                from c in new[] { ColorScheme.Light, ColorScheme.Dark }
                select (s, c))
            {
                var page = await chromium.OpenAsync(service, view, size, scheme);
                var name = $"{scene}-{view[1..].Split('?')[0]}-{size}-{scheme}".ToLowerInvariant();
                if (scene == "stopped")
                {
                    await page.RouteAsync("**/api/v1/**", route => route.AbortAsync());
                    await page.EvaluateAsync("async () => (await import('/assets/address.js')).refresh()");
                    await page.Locator("main.stopped").WaitForAsync();
                }
                else
                {
                    wrong.AddRange((await Axe.FindAsync(page)).Select(f => $"{name}: {f}"));
                }

                var overhang = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
                if (overhang > 0)
                {
                    wrong.Add($"{name} is {overhang} px too wide");
                }

                await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Folder, name + ".png"), FullPage = true });
                wrong.AddRange(chromium.Faults.Where(_ => scene != "stopped").Select(f => $"{name}: {f}"));
                await page.CloseAsync();
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Distinct(StringComparer.Ordinal)));
    }
}
