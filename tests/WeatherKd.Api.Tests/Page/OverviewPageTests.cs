using Microsoft.Playwright;
using WeatherKd.Storage;
using WeatherKd.TestSupport;

namespace WeatherKd.Api.Tests.Page;

/// <summary>The overview: whether it runs, whether it is good, what is wrong and what is next.</summary>
public sealed class OverviewPageTests(Chromium chromium, AzuriteFixture azurite) : PageTestBase(chromium, azurite)
{
    [Fact]
    public async Task TheOverviewAnswersWhetherItRunsWhetherItIsGoodWhatIsWrongAndWhatIsNext()
    {
        var student = await Service.PromoteAsync();
        await SampleVerification.StoreAsync(Service.Get<WeatherStorage>(), student, CancellationToken.None);
        await SampleVerification.StoreSkillAsync(Service.Get<WeatherStorage>(), null, CancellationToken.None);
        var page = await Chromium.OpenAsync(Service, string.Empty);
        var main = page.Locator("main");

        await Assertions.Expect(main).ToContainTextAsync("Observations up to 30 Jan 2021, 12:00 UTC, within the hour");

        // Skill 0.31 of squared errors: errors are 1 - sqrt(0.69) = 17 % smaller.
        await Assertions.Expect(main)
            .ToContainTextAsync("its errors were 17 % smaller than the raw model's (skill 0.31, 95 % between 0.27 and 0.35)");
        await Assertions.Expect(main).ToContainTextAsync("The run due at 12:00 has not come.");
        await Assertions.Expect(main).ToContainTextAsync("The next complete run of the numerical model starts a retraining by itself.");
        await Assertions.Expect(page.Locator(".map path.station")).ToHaveCountAsync(4);
        await Assertions.Expect(page.Locator(".map path.coast")).Not.ToHaveCountAsync(0);
        await Assertions.Expect(page.Locator(".stations li")).ToHaveCountAsync(4);
        Assert.Empty(Chromium.Faults);
    }

    [Fact]
    public async Task AnEmptyServiceSaysWhatToDoNextWithCommandsToCopy()
    {
        await using var empty = await Scenes.StartAsync("empty", Azurite);
        var page = await Chromium.OpenAsync(empty, string.Empty);

        await Assertions.Expect(page.Locator("code").First).ToHaveTextAsync("weatherkd demo --stay");
        await Assertions.Expect(page.GetByText("weatherkd feeds add gfs")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new()
        {
            Name = "Copy: weatherkd ingest stations.csv --as stations",
        })).ToBeVisibleAsync();
        Assert.Empty(Chromium.Faults);
    }

    [Fact]
    public async Task TheListBesideTheMapIsSearchedAndSaysWhichStationsHaveNoPosition()
    {
        await using var many = await Scenes.StartAsync("stations", Azurite);
        var page = await Chromium.OpenAsync(many, string.Empty);
        await Assertions.Expect(page.Locator("main"))
            .ToContainTextAsync("6 stations have no position in any station list and are not on the map.");

        await page.GetByLabel("Find a station").PressSequentiallyAsync("place 29");

        // Every third station has a name: places 291, 294 and 297.
        await Assertions.Expect(page.Locator(".stations li")).ToHaveCountAsync(3);
        await Assertions.Expect(page.GetByLabel("Find a station")).ToBeFocusedAsync();
        await Assertions.Expect(page.GetByLabel("Find a station")).ToHaveValueAsync("place 29");
        Assert.EndsWith("search=place+29", page.Url);
    }
}
