using Microsoft.Playwright;
using WeatherKd.TestSupport;

namespace WeatherKd.Api.Tests.Page;

/// <summary>The forecast of a station: found, shown in charts, kept in the address.</summary>
public sealed class ForecastPageTests(Chromium chromium, AzuriteFixture azurite) : PageTestBase(chromium, azurite)
{
    [Fact]
    public async Task TheForecastShowsAChartAVariableWithOneCursorItsFiguresAndItsOrigin()
    {
        await Service.PromoteAsync();
        var page = await Chromium.OpenAsync(Service, "#forecast?station=129");

        await Assertions.Expect(page.Locator(".panel canvas")).ToHaveCountAsync(SampleWeather.Variables.Length);
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("From the observations up to 30 Jan 2021, 12:00");
        await page.Locator(".panel .u-over").First.HoverAsync();
        await Assertions.Expect(page.Locator(".readout").First).ToContainTextAsync("observed");
        await Assertions.Expect(page.Locator(".readout").Nth(2)).ToContainTextAsync("observed");
        await page.GetByText("Figures").ClickAsync();
        await Assertions.Expect(page.Locator("tbody tr")).ToHaveCountAsync(24);
        await page.GetByLabel("Variable").SelectOptionAsync("relative_humidity_2m");
        await Assertions.Expect(page.Locator(".panel h3").First).ToHaveTextAsync("Relative humidity, %");
        Assert.Empty(Chromium.Faults);
    }

    [Fact]
    public async Task WhatIsShownStandsInTheAddressAndAReloadKeepsIt()
    {
        await Service.PromoteAsync();
        var page = await Chromium.OpenAsync(Service, "#forecast");
        await page.GetByLabel("Station", new() { Exact = true }).SelectOptionAsync("184");
        await page.GetByLabel("Variable").SelectOptionAsync("pm10");
        await page.GetByLabel("Times in").SelectOptionAsync("station");
        await page.GetByLabel("Persistence").CheckAsync();
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Persistence: the last observation stays");
        Assert.EndsWith("#forecast?station=184&variable=pm10&zone=station&show=model%2Creference", page.Url);

        await page.ReloadAsync();

        await Assertions.Expect(page.Locator("main h2").First).ToHaveTextAsync("Forecast for Jeju (184)");
        await Assertions.Expect(page.Locator(".panel h3").First).ToHaveTextAsync("Particulate matter, PM10, µg/m³");
        await Assertions.Expect(page.GetByLabel("Persistence")).ToBeCheckedAsync();

        // 12 UTC in Korea.
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Observed 30 Jan 2021, 21:00");
        await page.GetByRole(AriaRole.Link, new() { Name = "Students" }).ClickAsync();
        await Chromium.ShownAsync(page, "#students");
        await page.GetByRole(AriaRole.Link, new() { Name = "Forecast" }).ClickAsync();
        await Assertions.Expect(page.Locator("main h2").First).ToHaveTextAsync("Forecast for Jeju (184)");
    }

    [Theory]
    [InlineData("Seosan (129)", "129")]
    [InlineData("129", "129")]
    [InlineData("seosan", "129")]
    [InlineData("Place 150", "S150")]
    public async Task AmongManyStationsOneIsFoundByIdNameOrBothAndStays(string typed, string id)
    {
        await using var many = await Scenes.StartAsync("stations", Azurite);
        var page = await Chromium.OpenAsync(many, "#forecast");
        var field = page.GetByLabel("Station", new() { Exact = true });

        await field.FillAsync(typed);
        await field.PressAsync("Enter");

        await page.WaitForURLAsync("**/#forecast?station=" + id);
        await Assertions.Expect(page.Locator("main h2").First).ToContainTextAsync($"({id})");
        Assert.Contains($"({id})", await field.InputValueAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ForecastsOfTheDaysBeforeLieBehindTheObservations()
    {
        await using var service = await ApiService.StartAsync(Azurite, ("Archive:LongestWait", "00:00:01"));
        await service.PromoteAsync();
        var then = service.Clock.GetUtcNow();
        var issued = await service.Http.GetStringAsync("/api/v1/forecast?station=129");
        service.Clock.Advance(TimeSpan.FromSeconds(5));
        await service.ArchivedAsync($"/api/v1/forecast?station=129&as_of={then:yyyy-MM-ddTHH:mm:ssZ}", issued);
        service.Clock.Advance(TimeSpan.FromHours(24));
        var newest = SampleWeather.Newest.AddHours(24);
        await service.Get<Recent.RecentSnapshot>()
            .ApplyAsync([SampleWeather.Observations(("129", newest))], newest, CancellationToken.None);
        service.Clock.Advance(TimeSpan.FromSeconds(20));
        var page = await Chromium.OpenAsync(service, "#forecast?station=129&show=earlier");

        await Assertions.Expect(page.Locator(".panel").First).ToContainTextAsync("Forecasts as they were issued on the days before");
        Assert.Empty(Chromium.Faults);
    }

    [Fact]
    public async Task WithoutAStudentThePageSaysSo()
    {
        var page = await Chromium.OpenAsync(Service, "#forecast");

        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("No student is in service yet");
    }

    [Fact]
    public async Task TwoFingersZoomAllChartsAndOneMovesThem()
    {
        await Service.PromoteAsync();
        var page = await Chromium.OpenAsync(Service, "#forecast?station=129", "phone");
        var first = page.Locator(".panel .u-over").First;
        await first.ScrollIntoViewIfNeededAsync();
        var box = (await first.BoundingBoxAsync())!;
        var session = await page.Context.NewCDPSessionAsync(page);
        var (begin, end) = await StretchAsync(0);

        await TouchAsync("touchStart", 0.4, 0.6);
        await TouchAsync("touchMove", 0.2, 0.8);
        await TouchAsync("touchEnd");

        // The fifth of the time between the fingers was spread over three fifths: a third of all is left, around the middle.
        var whole = (end - begin).TotalHours;
        var (from, to) = await StretchAsync(0);
        Assert.InRange((from - begin).TotalHours, (whole / 3) - 2, (whole / 3) + 2);
        Assert.InRange((to - from).TotalHours, (whole / 3) - 3, (whole / 3) + 3);
        Assert.Equal((from, to), await StretchAsync(1));

        await TouchAsync("touchStart", 0.25);
        await TouchAsync("touchMove", 0.75);
        await TouchAsync("touchEnd");
        var (moved, _) = await StretchAsync(0);
        Assert.InRange((from - moved).TotalHours, (whole / 6) - 2, (whole / 6) + 2);
        Assert.Empty(Chromium.Faults);

        Task TouchAsync(string type, params double[] places) => session.SendAsync("Input.dispatchTouchEvent", new Dictionary<string, object>
        {
            ["type"] = type,
            ["touchPoints"] = places.Select((share, id) => new { x = box.X + (share * box.Width), y = box.Y + (box.Height / 2), id })
                .ToArray(),
        });

        // What the line below a chart says of its left edge and of its right one.
        async Task<(DateTime From, DateTime To)> StretchAsync(int chart) =>
            (await TimeAtAsync(chart, 0.001), await TimeAtAsync(chart, 0.999));

        async Task<DateTime> TimeAtAsync(int chart, double share)
        {
            await page.Mouse.MoveAsync((float)(box.X + (share * box.Width)), box.Y + (box.Height / 2));
            var told = await page.Locator(".readout").Nth(chart).InnerTextAsync();
            return DateTime.ParseExact(
                told[..told.IndexOf(": ", StringComparison.Ordinal)],
                "d MMM yyyy, HH:mm",
                System.Globalization.CultureInfo.InvariantCulture);
        }
    }
}
