using Microsoft.Playwright;
using WeatherKd.Retraining;
using WeatherKd.Retraining.Workflow;
using WeatherKd.Storage;
using WeatherKd.TestSupport;

namespace WeatherKd.Api.Tests;

/// <summary>The page in the system's Chromium, without a window.</summary>
public sealed class PageTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private static readonly string? Chromium = new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }.FirstOrDefault(File.Exists);
    private readonly List<string> _faults = [];
    private ApiService _service = null!;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(Chromium is null, "No Chromium is installed (Debian: apt-get install chromium).");
        _service = await ApiService.StartAsync(azurite);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Chromium, Args = ["--no-sandbox", "--disable-gpu"] });
    }

    [Fact]
    public async Task TheForecastShowsChartFiguresAndOrigin()
    {
        await _service.PromoteAsync();
        var page = await OpenAsync("#forecast");

        await page.Locator(".chart canvas").WaitForAsync();
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("From the observations up to 30 Jan 2021, 12:00");
        await page.GetByLabel("Station").SelectOptionAsync("129");
        await page.GetByLabel("Variable").SelectOptionAsync("relative_humidity_2m");
        await Assertions.Expect(page.Locator("h2").First).ToHaveTextAsync("Relative humidity at Seosan, %");
        await page.GetByText("Figures").ClickAsync();
        await Assertions.Expect(page.Locator("tbody tr")).ToHaveCountAsync(24);
        await ScreenshotAsync(page, "forecast");
        Assert.Empty(_faults);
    }

    [Fact]
    public async Task WithoutAStudentThePageSaysSo()
    {
        var page = await OpenAsync("#forecast");

        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("No student is in service yet");
    }

    [Fact]
    public async Task AnUnreachableServiceIsSaidAloud()
    {
        await _service.PromoteAsync();
        var page = await OpenAsync("#forecast");
        await page.Locator(".chart canvas").WaitForAsync();

        await page.RouteAsync("**/api/v1/**", route => route.AbortAsync());
        await page.GetByRole(AriaRole.Link, new() { Name = "Pipeline" }).ClickAsync();

        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("cannot be reached");
    }

    [Fact]
    public async Task AnOperatorPromotesAfterAConfirmation()
    {
        var first = await _service.PromoteAsync();
        var second = await _service.RegisterAsync(plus: 3, dataset: "second");
        await SampleVerification.StoreAsync(_service.Get<WeatherStorage>(), first, CancellationToken.None);
        var page = await OpenAsync("#students");
        var promote = page.GetByRole(AriaRole.Button, new() { Name = "Promote" });

        await Assertions.Expect(promote).ToBeDisabledAsync();
        await page.Locator(".chart canvas").First.WaitForAsync();
        await ScreenshotAsync(page, "students");
        await PromoteAsync(page);

        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("seen on the page");
        Assert.Equal(second, (await _service.Registry.ChampionAsync(CancellationToken.None))!.Value.Student);
        Assert.Empty(_faults);
    }

    [Fact]
    public async Task UnderAzureFunctionsThePageSendsItsKeyAsThePlatformAsksForIt()
    {
        await _service.PromoteAsync();
        var second = await _service.RegisterAsync(3, "another dataset");
        var page = await OpenAsync("#students");
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
        var page = await OpenAsync("#students");
        await page.GetByText("Figures of all systems").First.ClickAsync();
        var choice = page.GetByRole(AriaRole.Button, new() { Name = "Show student " + student });
        await choice.FocusAsync();

        await page.RunAndWaitForResponseAsync(
            () => page.EvaluateAsync("async () => (await import('/assets/dialog.js')).refresh()"),
            response => response.Url.Contains("/api/v1/students", StringComparison.Ordinal));

        await Assertions.Expect(page.Locator("main details[open]")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator("main details[open] table")).ToBeVisibleAsync();
        await Assertions.Expect(choice).ToBeFocusedAsync();
        Assert.Empty(_faults);
    }

    [Fact]
    public async Task ThePipelineShowsTheRunningTrainingAndTheQuarantine()
    {
        var student = await _service.PromoteAsync();
        await SampleVerification.StoreAsync(_service.Get<WeatherStorage>(), student, CancellationToken.None);
        await _service.Get<WeatherStorage>().Quarantine.GetBlobClient("observations/kma/2021-01.csv.reason.json").WriteJsonAsync(
            new QuarantineReason("observations/kma/2021-01.csv", "00", SampleWeather.Newest, "<b>Not</b> a time.", 17, "time", "31 Feb", "ISO 8601", null, null, true), CancellationToken.None);
        await _service.Get<WeatherStorage>().Observations.GetBlobClient("kma/2021-01.csv").UploadAsync(BinaryData.FromString("x"));
        _service.Workflows.Put(new WorkflowInstance(
            "retrain-kma-live", new RetrainingRequest("kma", SampleWeather.Newest, "run complete"), WorkflowState.Running, SampleWeather.Newest, SampleWeather.Newest,
            new RetrainingStatus(RetrainingStage.Training, SampleWeather.Newest, "retrain-kma-live", "training"), null, null));
        var page = await OpenAsync("#pipeline");

        await page.Locator(".chart canvas").WaitForAsync();
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("<b>Not</b> a time.");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("line 17, column time");
        await ScreenshotAsync(page, "pipeline");
        Assert.Empty(_faults);
    }

    [Theory]
    [InlineData("#forecast")]
    [InlineData("#students")]
    [InlineData("#pipeline")]
    public async Task FitsAPhone(string view)
    {
        var student = await _service.PromoteAsync();
        await SampleVerification.StoreAsync(_service.Get<WeatherStorage>(), student, CancellationToken.None);
        var page = await OpenAsync(view, new BrowserNewPageOptions { ViewportSize = new ViewportSize { Width = 360, Height = 740 }, ColorScheme = ColorScheme.Dark });
        await page.Locator("main .card").First.WaitForAsync();

        var overhang = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");

        await ScreenshotAsync(page, "phone-" + view[1..]);
        Assert.Equal(0, overhang);
    }

    [Theory]
    [InlineData("#forecast", ColorScheme.Light)]
    [InlineData("#forecast", ColorScheme.Dark)]
    [InlineData("#students", ColorScheme.Light)]
    [InlineData("#students", ColorScheme.Dark)]
    [InlineData("#pipeline", ColorScheme.Light)]
    [InlineData("#pipeline", ColorScheme.Dark)]
    public async Task ControlsHaveNamesAndTextHasContrast(string view, ColorScheme scheme)
    {
        var student = await _service.PromoteAsync();
        await SampleVerification.StoreAsync(_service.Get<WeatherStorage>(), student, CancellationToken.None);
        var page = await OpenAsync(view, new BrowserNewPageOptions { ColorScheme = scheme });
        await page.Locator("main .card").First.WaitForAsync();
        await ScreenshotAsync(page, $"{scheme}-{view[1..]}");

        // WCAG 2.2: 4.1.2 (names), 1.4.3 (contrast of at least 4.5 to 1, by the formula of relative luminance).
        var unnamed = await page.EvaluateAsync<string[]>(
            """
            () => [...document.querySelectorAll("button, select, input, a, [role=img], [role=region]")]
              .filter(e => !(e.getAttribute("aria-label") || e.textContent.trim() || e.labels?.length))
              .map(e => e.outerHTML)
            """);
        var faint = await page.EvaluateAsync<string[]>(
            """
            () => {
              const parse = c => (c.match(/[\d.]+/g) ?? []).map(Number);
              const luminance = c => { const [r, g, b] = c.slice(0, 3).map(v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
              const ground = e => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor); if (c.length === 3 || c[3] > 0) return c; } return [255, 255, 255]; };
              return [...document.querySelectorAll("body *")]
                .filter(e => !e.disabled && e.checkVisibility() && [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()))
                .filter(e => { const [a, b] = [luminance(parse(getComputedStyle(e).color)), luminance(ground(e))].sort((x, y) => y - x); return (a + 0.05) / (b + 0.05) < 4.5; })
                .map(e => e.outerHTML.slice(0, 120));
            }
            """);

        Assert.Empty(unnamed);
        Assert.Empty(faint);
    }

    [Fact]
    public async Task AsksNoOtherHostAndRunsNoInlineScript()
    {
        await _service.PromoteAsync();
        using var response = await _service.Http.GetAsync("/");
        var policy = response.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("default-src 'none'", policy);
        Assert.DoesNotContain("unsafe", policy);

        var others = new List<string>();
        var page = await _browser!.NewPageAsync();
        page.Request += (_, request) =>
        {
            if (new Uri(request.Url).Authority != _service.Address.Authority)
            {
                others.Add(request.Url);
            }
        };
        await page.GotoAsync(_service.Address.ToString());
        await page.Locator(".chart canvas").WaitForAsync();

        Assert.Empty(others);
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        if (_service is not null)
        {
            await _service.DisposeAsync();
        }
    }

    private static async Task PromoteAsync(IPage page)
    {
        await page.GetByLabel("Admin key").FillAsync(ApiService.AdminKey);
        await page.GetByLabel("Admin key").PressAsync("Enter");
        await page.GetByRole(AriaRole.Button, new() { Name = "Promote" }).ClickAsync();
        await page.GetByLabel("Reason, for the history").FillAsync("seen on the page");
        await page.Locator("#confirm-yes").ClickAsync();
    }

    private async Task<IPage> OpenAsync(string view, BrowserNewPageOptions? options = null)
    {
        var page = await _browser!.NewPageAsync(options);
        page.Console += (_, message) =>
        {
            // Among others, what the content security policy refused.
            if (message.Type == "error")
            {
                _faults.Add(message.Text);
            }
        };
        page.PageError += (_, error) => _faults.Add(error);
        await page.GotoAsync(new Uri(_service.Address, "/" + view).ToString());
        return page;
    }

    /// <summary>For people to look at; nothing is compared with it.</summary>
    private static Task ScreenshotAsync(IPage page, string name) =>
        page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(AppContext.BaseDirectory, "screenshots", name + ".png"), FullPage = true });
}
