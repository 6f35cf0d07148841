using Microsoft.Playwright;

namespace WeatherKd.Api.Tests.Page;

/// <summary>The system's Chromium, without a window, shared by the tests of one class or collection.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string? Path = new[]
    {
        "/usr/bin/chromium",
        "/usr/bin/chromium-browser",
        "/usr/bin/google-chrome",
    }.FirstOrDefault(File.Exists);
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>Sizes at which pages are looked at: a desk and a phone.</summary>
    internal static IReadOnlyDictionary<string, ViewportSize> Sizes { get; } = new Dictionary<string, ViewportSize>(StringComparer.Ordinal)
    {
        ["desk"] = new() { Width = 1440, Height = 900 },
        ["phone"] = new() { Width = 390, Height = 844 },
    };

    /// <summary>What the pages complained of, among others what the content security policy refused.</summary>
    internal List<string> Faults { get; } = [];

    public async ValueTask InitializeAsync()
    {
        if (Path is not null)
        {
            _playwright = await Playwright.CreateAsync();
            _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
            {
                ExecutablePath = Path,
                Args = ["--no-sandbox", "--disable-gpu"],
            });
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }

    /// <summary>Opens a view and waits until it is shown.</summary>
    internal async Task<IPage> OpenAsync(ApiService service, string view, string size = "desk", ColorScheme scheme = ColorScheme.Light)
    {
        Assert.SkipWhen(_browser is null, "No Chromium is installed (Debian: apt-get install chromium).");
        Faults.Clear();
        var page = await _browser.NewPageAsync(new BrowserNewPageOptions
        {
            ViewportSize = Sizes[size],
            ColorScheme = scheme,
            TimezoneId = "Europe/Paris",
        });
        page.Console += (_, message) =>
        {
            // A refusal of the service is an answer, and the page says it; the browser logs it all the same.
            if (message.Type == "error" && !message.Text.Contains("Failed to load resource", StringComparison.Ordinal))
            {
                Faults.Add(message.Text);
            }
        };
        page.PageError += (_, error) => Faults.Add(error);
        await page.GotoAsync(new Uri(service.Address, "/" + view).ToString());
        await ShownAsync(page, view);
        return page;
    }

    /// <summary>Closes every page, so that none outlives the service that it asks.</summary>
    internal async Task CloseAsync()
    {
        foreach (var context in _browser?.Contexts.ToList() ?? [])
        {
            await context.CloseAsync();
        }
    }

    /// <summary>Waits until a view is shown.</summary>
    internal static Task ShownAsync(IPage page, string view) =>
        page.Locator($"main[data-view={(view.Length == 0 ? "overview" : view[1..].Split('?')[0])}]").WaitForAsync();
}
