using Microsoft.Playwright;
using WeatherKd.Storage;
using WeatherKd.TestSupport;

namespace WeatherKd.Api.Tests.Page;

/// <summary>What people do with the page.</summary>
public sealed class PageTests(Chromium chromium, AzuriteFixture azurite) : IClassFixture<Chromium>, IAsyncLifetime
{
    private ApiService _service = null!;

    public async ValueTask InitializeAsync() => _service = await ApiService.StartAsync(azurite);

    public async ValueTask DisposeAsync()
    {
        await chromium.CloseAsync();
        await _service.DisposeAsync();
    }

    [Fact]
    public async Task TheOverviewAnswersWhetherItRunsWhetherItIsGoodWhatIsWrongAndWhatIsNext()
    {
        var student = await _service.PromoteAsync();
        await SampleVerification.StoreAsync(_service.Get<WeatherStorage>(), student, CancellationToken.None);
        await SampleVerification.StoreSkillAsync(_service.Get<WeatherStorage>(), null, CancellationToken.None);
        var page = await chromium.OpenAsync(_service, string.Empty);
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
        Assert.Empty(chromium.Faults);
    }

    [Fact]
    public async Task AnEmptyServiceSaysWhatToDoNextWithCommandsToCopy()
    {
        await using var empty = await Scenes.StartAsync("empty", azurite);
        var page = await chromium.OpenAsync(empty, string.Empty);

        await Assertions.Expect(page.Locator("code").First).ToHaveTextAsync("weatherkd demo --stay");
        await Assertions.Expect(page.GetByText("weatherkd feeds add gfs")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new()
        {
            Name = "Copy: weatherkd ingest stations.csv --as stations",
        })).ToBeVisibleAsync();
        Assert.Empty(chromium.Faults);
    }

    [Fact]
    public async Task AColumnOfShortWordsIsNotCrushedByALongCellBesideIt()
    {
        var page = await chromium.OpenAsync(_service, "#pipeline");

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

    [Fact]
    public async Task TheForecastShowsAChartAVariableWithOneCursorItsFiguresAndItsOrigin()
    {
        await _service.PromoteAsync();
        var page = await chromium.OpenAsync(_service, "#forecast?station=129");

        await Assertions.Expect(page.Locator(".panel canvas")).ToHaveCountAsync(SampleWeather.Variables.Length);
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("From the observations up to 30 Jan 2021, 12:00");
        await page.Locator(".panel .u-over").First.HoverAsync();
        await Assertions.Expect(page.Locator(".readout").First).ToContainTextAsync("observed");
        await Assertions.Expect(page.Locator(".readout").Nth(2)).ToContainTextAsync("observed");
        await page.GetByText("Figures").ClickAsync();
        await Assertions.Expect(page.Locator("tbody tr")).ToHaveCountAsync(24);
        await page.GetByLabel("Variable").SelectOptionAsync("relative_humidity_2m");
        await Assertions.Expect(page.Locator(".panel h3").First).ToHaveTextAsync("Relative humidity, %");
        Assert.Empty(chromium.Faults);
    }

    [Fact]
    public async Task WhatIsShownStandsInTheAddressAndAReloadKeepsIt()
    {
        await _service.PromoteAsync();
        var page = await chromium.OpenAsync(_service, "#forecast");
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

    [Fact]
    public async Task ChangingTabsDoesNotScroll()
    {
        var student = await _service.PromoteAsync();
        await SampleVerification.StoreAsync(_service.Get<WeatherStorage>(), student, CancellationToken.None);
        var page = await chromium.OpenAsync(_service, "#students", "phone");
        await page.EvaluateAsync("scrollTo(0, 300)");

        await page.EvaluateAsync("location.hash = '#forecast'");
        await Chromium.ShownAsync(page, "#forecast");

        Assert.Equal(300, await page.EvaluateAsync<int>("Math.round(scrollY)"));
    }

    [Theory]
    [InlineData("Seosan (129)", "129")]
    [InlineData("129", "129")]
    [InlineData("seosan", "129")]
    [InlineData("Place 150", "S150")]
    public async Task AmongManyStationsOneIsFoundByIdNameOrBothAndStays(string typed, string id)
    {
        await using var many = await Scenes.StartAsync("stations", azurite);
        var page = await chromium.OpenAsync(many, "#forecast");
        var field = page.GetByLabel("Station", new() { Exact = true });

        await field.FillAsync(typed);
        await field.PressAsync("Enter");

        await page.WaitForURLAsync("**/#forecast?station=" + id);
        await Assertions.Expect(page.Locator("main h2").First).ToContainTextAsync($"({id})");
        Assert.Contains($"({id})", await field.InputValueAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheListBesideTheMapIsSearchedAndSaysWhichStationsHaveNoPosition()
    {
        await using var many = await Scenes.StartAsync("stations", azurite);
        var page = await chromium.OpenAsync(many, string.Empty);
        await Assertions.Expect(page.Locator("main"))
            .ToContainTextAsync("6 stations have no position in any station list and are not on the map.");

        await page.GetByLabel("Find a station").PressSequentiallyAsync("place 29");

        // Every third station has a name: places 291, 294 and 297.
        await Assertions.Expect(page.Locator(".stations li")).ToHaveCountAsync(3);
        await Assertions.Expect(page.GetByLabel("Find a station")).ToBeFocusedAsync();
        await Assertions.Expect(page.GetByLabel("Find a station")).ToHaveValueAsync("place 29");
        Assert.EndsWith("search=place+29", page.Url);
    }

    [Fact]
    public async Task ForecastsOfTheDaysBeforeLieBehindTheObservations()
    {
        await using var service = await ApiService.StartAsync(azurite, ("Archive:LongestWait", "00:00:01"));
        await service.PromoteAsync();
        await service.Http.GetStringAsync("/api/v1/forecast?station=129");
        service.Clock.Advance(TimeSpan.FromHours(24));
        var newest = SampleWeather.Newest.AddHours(24);
        await service.Get<Recent.RecentSnapshot>()
            .ApplyAsync([SampleWeather.Observations(("129", newest))], newest, CancellationToken.None);
        service.Clock.Advance(TimeSpan.FromSeconds(20));
        var page = await chromium.OpenAsync(service, "#forecast?station=129&show=earlier");

        await Assertions.Expect(page.Locator(".panel").First).ToContainTextAsync("Forecasts as they were issued on the days before");
        Assert.Empty(chromium.Faults);
    }

    [Fact]
    public async Task WithoutAStudentThePageSaysSo()
    {
        var page = await chromium.OpenAsync(_service, "#forecast");

        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("No student is in service yet");
    }

    [Theory]
    [InlineData("#overview")]
    [InlineData("#forecast")]
    [InlineData("#students")]
    [InlineData("#pipeline")]
    public async Task AStoppedServiceGreysTheViewThatIsShownAndSaysSoAloud(string view)
    {
        await _service.PromoteAsync();
        var page = await chromium.OpenAsync(_service, view);
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
        await _service.PromoteAsync();
        _service.Clock.Advance(TimeSpan.FromDays(540));
        foreach (var view in new[] { "#overview", "#forecast", "#students", "#pipeline" })
        {
            var page = await chromium.OpenAsync(_service, view);

            await Assertions.Expect(page.Locator("#banner")).ToContainTextAsync("the newest observation is 540 days old");
            await page.CloseAsync();
        }

        var pipeline = await chromium.OpenAsync(_service, "#pipeline");
        await Assertions.Expect(pipeline.Locator("main")).ToContainTextAsync("No observation has come for 540 days");
    }

    [Fact]
    public async Task TheKeyIsAskedForWhenSomethingIsChangedAndNotAgain()
    {
        var first = await _service.PromoteAsync();
        var second = await _service.RegisterAsync(plus: 3, dataset: "second");
        var page = await chromium.OpenAsync(_service, "#students");
        Assert.Equal(0, await page.Locator("input[type=password]:visible").CountAsync());

        await PromoteAsync(page);

        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("seen on the page");
        Assert.Equal(second, (await _service.Registry.ChampionAsync(CancellationToken.None))!.Value.Student);
        await page.GetByRole(AriaRole.Button, new() { Name = "Promote" }).ClickAsync();
        await Assertions.Expect(page.GetByLabel("Admin key")).ToBeHiddenAsync();
        await page.Locator("#confirm-yes").ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = first[..12] }).First).ToContainTextAsync("Champion");
        Assert.Empty(chromium.Faults);
    }

    [Fact]
    public async Task AWrongKeyIsRefusedAloudAndAskedForAgain()
    {
        await _service.PromoteAsync();
        await _service.RegisterAsync(plus: 3, dataset: "second");
        var page = await chromium.OpenAsync(_service, "#students");

        await PromoteAsync(page, "guess");

        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("is not the admin key");
        await page.GetByRole(AriaRole.Button, new() { Name = "Promote" }).ClickAsync();
        await Assertions.Expect(page.GetByLabel("Admin key")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task UnderAzureFunctionsThePageSendsItsKeyAsThePlatformAsksForIt()
    {
        await _service.PromoteAsync();
        var second = await _service.RegisterAsync(3, "another dataset");
        var page = await chromium.OpenAsync(_service, "#students");

        // The Functions host takes the key out of its own header and knows no other; behind it the app asks for none.
        await page.RouteAsync("**/promote", async route =>
        {
            var headers = new Dictionary<string, string>(route.Request.Headers, StringComparer.OrdinalIgnoreCase);
            headers.Remove("X-Admin-Key");
            if (headers.Remove("x-functions-key", out var key))
            {
                headers["X-Admin-Key"] = key;
            }

            await route.ContinueAsync(new RouteContinueOptions { Headers = headers });
        });

        await PromoteAsync(page);

        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("seen on the page");
        Assert.Equal(second, (await _service.Registry.ChampionAsync(CancellationToken.None))!.Value.Student);
    }

    [Fact]
    public async Task ARefreshFoldsNothingAndLeavesTheKeyboardWhereItWas()
    {
        var student = await _service.PromoteAsync();
        await SampleVerification.StoreAsync(_service.Get<WeatherStorage>(), student, CancellationToken.None);
        var page = await chromium.OpenAsync(_service, "#students");
        await page.GetByText("Figures of all systems").First.ClickAsync();
        var choice = page.GetByRole(AriaRole.Button, new() { Name = student[..12] + ": show this student" });
        await choice.FocusAsync();

        await page.RunAndWaitForResponseAsync(
            () => page.EvaluateAsync("async () => (await import('/assets/address.js')).refresh()"),
            response => response.Url.Contains("/api/v1/students", StringComparison.Ordinal));

        await Assertions.Expect(page.Locator("main details[open]")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator("main details[open] table")).ToBeVisibleAsync();
        await Assertions.Expect(choice).ToBeFocusedAsync();
        Assert.Empty(chromium.Faults);
    }

    [Fact]
    public async Task StatesOfStudentsAreToldRightlyAndTheGateIsATable()
    {
        await using var service = await Scenes.StartAsync("rejected", azurite);
        var students = await service.Registry.ListAsync(CancellationToken.None);
        var champion = (await service.Registry.ChampionAsync(CancellationToken.None))!.Value.Student;
        var rejected = students.Single(s => s.Id != champion).Id;
        await service.RegisterAsync(plus: 5, dataset: "third");
        var page = await chromium.OpenAsync(service, "#students?student=" + rejected);

        await Assertions.Expect(Row(champion)).ToContainTextAsync("Champion");
        await Assertions.Expect(Row(rejected)).ToContainTextAsync("Rejected");
        await Assertions.Expect(page.GetByRole(AriaRole.Table, new() { Name = "Students" })).ToContainTextAsync("Registered");
        var gate = page.GetByRole(AriaRole.Table, new() { Name = "Rules of the gate" });
        await Assertions.Expect(gate.Locator("tbody tr").Nth(1)).ToContainTextAsync("not met");
        await Assertions.Expect(gate.Locator("tbody tr").Nth(1)).ToContainTextAsync("the skill itself must be above 0.000");

        ILocator Row(string id) =>
            page.GetByRole(AriaRole.Table, new() { Name = "Students" }).Locator("tr").Filter(new() { HasText = id[..12] });
    }

    [Fact]
    public async Task StudentsStandSideBySide()
    {
        await using var service = await Scenes.StartAsync("rejected", azurite);
        var page = await chromium.OpenAsync(service, "#students");

        await page.GetByLabel("beside it").CheckAsync();

        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Training of 2 students");
        await Assertions.Expect(page.GetByRole(AriaRole.Table, new()
        {
            Name = "Errors of the students",
        }).Locator("thead th")).ToHaveCountAsync(3);
        Assert.Contains("with=", page.Url, StringComparison.Ordinal);
        Assert.Empty(chromium.Faults);
    }

    [Fact]
    public async Task ThePipelineShowsTheRunningTrainingWithTheTimeThatIsLeft()
    {
        await Scenes.TrainingAsync(_service);
        var page = await chromium.OpenAsync(_service, "#pipeline");

        await page.Locator(".chart canvas").WaitForAsync();

        // 12 of 30 epochs at 3.5 s each: 18 are left, 63 s.
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Epoch 12 of at most 30; at most 63 s left.");
        Assert.Empty(chromium.Faults);
    }

    [Fact]
    public async Task AFileInQuarantineIsTriedAgainFromThePage()
    {
        await _service.PromoteAsync();
        await Scenes.QuarantineAsync(_service.Get<WeatherStorage>());
        var before = await EtagAsync();
        var page = await chromium.OpenAsync(_service, "#pipeline");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("<b>Not</b> a time.");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("line 17, column time");

        await page.GetByRole(AriaRole.Button, new() { Name = "Try again: observations/kma/2021-01.csv" }).ClickAsync();
        await page.GetByLabel("Admin key").FillAsync(ApiService.AdminKey);
        await page.RunAndWaitForResponseAsync(
            () => page.Locator("#confirm-yes").ClickAsync(),
            response => response.Url.EndsWith("/quarantine/retry", StringComparison.Ordinal) && response.Status == 202);

        Assert.NotEqual(before, await EtagAsync());

        async Task<Azure.ETag> EtagAsync() =>
            (await _service.Get<WeatherStorage>().Observations.GetBlobClient("kma/2021-01.csv").GetPropertiesAsync()).Value.ETag;
    }

    [Fact]
    public async Task AnAlarmIsAcknowledgedFromThePage()
    {
        await _service.PromoteAsync();
        await SampleVerification.StoreSkillAsync(_service.Get<WeatherStorage>(), null, CancellationToken.None);
        var page = await chromium.OpenAsync(_service, "#pipeline");

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
        Assert.Empty(chromium.Faults);
    }

    [Fact]
    public async Task TwoFingersZoomAllChartsAndOneMovesThem()
    {
        await _service.PromoteAsync();
        var page = await chromium.OpenAsync(_service, "#forecast?station=129", "phone");
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
        Assert.Empty(chromium.Faults);

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

    [Fact]
    public async Task AsksNoOtherHostAndRunsNoInlineScript()
    {
        await _service.PromoteAsync();
        using var response = await _service.Http.GetAsync("/");
        var policy = response.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("default-src 'none'", policy);
        Assert.DoesNotContain("unsafe", policy);

        var service = _service.Address;
        foreach (var address in new[] { "/", "/api/v1/docs" })
        {
            var others = new List<string>();
            var page = await chromium.OpenAsync(_service, string.Empty);

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
        var page = await chromium.OpenAsync(_service, string.Empty);

        await page.GetByRole(AriaRole.Link, new() { Name = "API description" }).ClickAsync();

        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "The newest forecast of stations" })).ToBeVisibleAsync(new()
        {
            Timeout = 60_000,
        });
        await Assertions.Expect(page.Locator("body")).ToContainTextAsync("wind_speed_unit");
    }

    private static async Task PromoteAsync(IPage page, string key = ApiService.AdminKey)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Promote" }).ClickAsync();
        await page.GetByLabel("Admin key").FillAsync(key);
        await page.GetByLabel("Reason, for the history").FillAsync("seen on the page");
        await page.Locator("#confirm-yes").ClickAsync();
    }
}
