using Microsoft.Playwright;
using WeatherKd.Storage;
using WeatherKd.TestSupport;

namespace WeatherKd.Api.Tests.Page;

/// <summary>The pipeline: a training as it runs, files in quarantine, alarms.</summary>
public sealed class PipelinePageTests(Chromium chromium, AzuriteFixture azurite) : PageTestBase(chromium, azurite)
{
    [Fact]
    public async Task ThePipelineShowsTheRunningTrainingWithTheTimeThatIsLeft()
    {
        await Scenes.TrainingAsync(Service);
        var page = await Chromium.OpenAsync(Service, "#pipeline");

        await page.Locator(".chart canvas").WaitForAsync();

        // 12 of 30 epochs at 3.5 s each: 18 are left, 63 s.
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Epoch 12 of at most 30; at most 63 s left.");
        Assert.Empty(Chromium.Faults);
    }

    [Fact]
    public async Task AFileInQuarantineIsTriedAgainFromThePage()
    {
        await Service.PromoteAsync();
        await Scenes.QuarantineAsync(Service.Get<WeatherStorage>());
        var before = await EtagAsync();
        var page = await Chromium.OpenAsync(Service, "#pipeline");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("<b>Not</b> a time.");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("line 17, column time");

        await page.GetByRole(AriaRole.Button, new() { Name = "Try again: observations/kma/2021-01.csv" }).ClickAsync();
        await page.GetByLabel("Admin key").FillAsync(ApiService.AdminKey);
        await page.RunAndWaitForResponseAsync(
            () => page.Locator("#confirm-yes").ClickAsync(),
            response => response.Url.EndsWith("/quarantine/retry", StringComparison.Ordinal) && response.Status == 202);

        Assert.NotEqual(before, await EtagAsync());

        async Task<Azure.ETag> EtagAsync() =>
            (await Service.Get<WeatherStorage>().Observations.GetBlobClient("kma/2021-01.csv").GetPropertiesAsync()).Value.ETag;
    }

    [Fact]
    public async Task AnAlarmIsAcknowledgedFromThePage()
    {
        await Service.PromoteAsync();
        await SampleVerification.StoreSkillAsync(Service.Get<WeatherStorage>(), null, CancellationToken.None);
        var page = await Chromium.OpenAsync(Service, "#pipeline");

        await page.GetByRole(AriaRole.Button, new() { Name = "Acknowledge: The run due at 12:00 has not come." }).ClickAsync();
        await page.GetByLabel("Admin key").FillAsync(ApiService.AdminKey);
        await page.GetByLabel("Reason, for the history").FillAsync("the centre is late today");
        await page.Locator("#confirm-yes").ClickAsync();

        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("No alarm stands that nobody has seen.");
        await page.GetByText("Acknowledged: 1").ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Table, new()
        {
            Name = "Acknowledged alarms",
        })).ToContainTextAsync("the centre is late today");
        Assert.Empty(Chromium.Faults);
    }

    [Fact]
    public async Task AColumnOfShortWordsIsNotCrushedByALongCellBesideIt()
    {
        var page = await Chromium.OpenAsync(Service, "#pipeline");

        var tallest = await page.EvaluateAsync<double>("""
            async () => {
              const { card, table } = await import("/assets/dom.js");
              const made = card("Long", table("Long", ["What", "About", "Outcome"],
                [["Retraining", "nwp, run of 27 Nov, 12:00", "met: better than persistence; ".repeat(60)]]));
              document.querySelector("main").append(made);
              return Math.max(...[...made.querySelectorAll("th")].map(head => head.getBoundingClientRect().height));
            }
            """);

        // One line and its padding.
        Assert.InRange(tallest, 20, 45);
    }
}
