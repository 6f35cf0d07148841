using Microsoft.Playwright;
using WeatherKd.Storage;
using WeatherKd.TestSupport;

namespace WeatherKd.Api.Tests.Page;

/// <summary>What holds for every view.</summary>
public sealed class PageTests(Chromium chromium, AzuriteFixture azurite) : PageTestBase(chromium, azurite)
{
    [Fact]
    public async Task ChangingTabsDoesNotScroll()
    {
        var student = await Service.PromoteAsync();
        await SampleVerification.StoreAsync(Service.Get<WeatherStorage>(), student, CancellationToken.None);
        var page = await Chromium.OpenAsync(Service, "#students", "phone");
        await page.EvaluateAsync("scrollTo(0, 300)");

        await page.EvaluateAsync("location.hash = '#forecast'");
        await Chromium.ShownAsync(page, "#forecast");

        Assert.Equal(300, await page.EvaluateAsync<int>("Math.round(scrollY)"));
    }

    [Theory]
    [InlineData("#overview")]
    [InlineData("#forecast")]
    [InlineData("#students")]
    [InlineData("#pipeline")]
    public async Task AStoppedServiceGreysTheViewThatIsShownAndSaysSoAloud(string view)
    {
        await Service.PromoteAsync();
        var page = await Chromium.OpenAsync(Service, view);
        var shown = await page.Locator("main").InnerTextAsync();

        await page.RouteAsync("**/api/v1/**", route => route.AbortAsync());
        await page.EvaluateAsync("async () => (await import('/assets/address.js')).refresh()");

        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("cannot be reached");
        await Assertions.Expect(page.Locator("main")).ToHaveClassAsync("stopped");
        Assert.Equal(shown, await page.Locator("main").InnerTextAsync());
        await page.UnrouteAllAsync();
        await page.EvaluateAsync("async () => (await import('/assets/address.js')).refresh()");
        await Assertions.Expect(page.Locator("main")).Not.ToHaveClassAsync("stopped");
    }

    [Fact]
    public async Task AServiceThatNobodyFeedsSaysSoInEveryView()
    {
        await Service.PromoteAsync();
        Service.Clock.Advance(TimeSpan.FromDays(540));
        foreach (var view in new[] { "#overview", "#forecast", "#students", "#pipeline" })
        {
            var page = await Chromium.OpenAsync(Service, view);

            await Assertions.Expect(page.Locator("#banner")).ToContainTextAsync("the newest observation is 540 days old");
            await page.CloseAsync();
        }

        var pipeline = await Chromium.OpenAsync(Service, "#pipeline");
        await Assertions.Expect(pipeline.Locator("main")).ToContainTextAsync("No observation has come for 540 days");
    }

    [Fact]
    public async Task AsksNoOtherHostAndRunsNoInlineScript()
    {
        await Service.PromoteAsync();
        using var response = await Service.Http.GetAsync("/");
        var policy = response.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("default-src 'none'", policy);
        Assert.DoesNotContain("unsafe", policy);

        var service = Service.Address;
        foreach (var address in new[] { "/", "/api/v1/docs" })
        {
            var others = new List<string>();
            var page = await Chromium.OpenAsync(Service, string.Empty);

            // What is thrown here ends the connection to the browser, and with it every test that follows.
            page.Response += (_, answer) =>
            {
                if (new Uri(answer.Url) is { Scheme: "http" or "https" } url && url.Authority != service.Authority)
                {
                    others.Add(answer.Url);
                }
            };
            await page.GotoAsync(new Uri(service, address).ToString());
            await page.Locator("h1").First.WaitForAsync();

            Assert.Empty(others);
        }
    }

    [Fact]
    public async Task TheDescriptionOfTheApiIsAPageThatPeopleRead()
    {
        var page = await Chromium.OpenAsync(Service, string.Empty);

        await page.GetByRole(AriaRole.Link, new() { Name = "API description" }).ClickAsync();

        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "The newest forecast of stations" })).ToBeVisibleAsync(new()
        {
            Timeout = 60_000,
        });
        await Assertions.Expect(page.Locator("body")).ToContainTextAsync("wind_speed_unit");
    }
}
