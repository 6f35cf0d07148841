using WeatherKd.TestSupport;

namespace WeatherKd.Feeds.Tests;

/// <summary>Tests with a scene of their own.</summary>
public abstract class FeedTestBase(AzuriteFixture azurite) : IAsyncLifetime
{
    /// <summary>Account, clock and playing server.</summary>
    internal FeedScene Scene { get; private set; } = null!;

    /// <summary>Address of the playing server.</summary>
    protected string Root => Scene.Server.Address.ToString();

    public async ValueTask InitializeAsync() => Scene = await FeedScene.StartAsync(azurite);

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return Scene.DisposeAsync();
    }
}
