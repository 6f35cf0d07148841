using WeatherKd.TestSupport;

namespace WeatherKd.Api.Tests.Page;

/// <summary>
/// What people do with the page: a browser that the tests of the page share, one after the other, and a service for each test.
/// </summary>
[Collection<OneBrowser>]
public abstract class PageTestBase(Chromium chromium, AzuriteFixture azurite) : IAsyncLifetime
{
    /// <summary>The service whose page is looked at.</summary>
    private protected ApiService Service { get; private set; } = null!;

    /// <summary>The browser.</summary>
    private protected Chromium Chromium => chromium;

    /// <summary>Where services of other scenes keep their data.</summary>
    private protected AzuriteFixture Azurite => azurite;

    public async ValueTask InitializeAsync() => Service = await ApiService.StartAsync(azurite);

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await chromium.CloseAsync();
        await Service.DisposeAsync();
    }
}
