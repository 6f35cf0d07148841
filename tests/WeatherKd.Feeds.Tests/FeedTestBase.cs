using WeatherKd.Feeds.Settings;
using WeatherKd.TestSupport;

namespace WeatherKd.Feeds.Tests;

/// <summary>Tests with a scene of their own.</summary>
public abstract class FeedTestBase(AzuriteFixture azurite) : IAsyncLifetime
{
    /// <summary>Account, clock and playing server.</summary>
    internal FeedScene Scene { get; private set; } = null!;

    /// <summary>Address of the playing server.</summary>
    protected string Root => Scene.Server.Address.ToString();

    /// <summary>Adds a feed of observations, or replaces it, that asks the playing server as often as it likes.</summary>
    /// <param name="name">The feed.</param>
    /// <param name="source">Its source.</param>
    /// <param name="path">Path of the source on the playing server, with a slash at the end; empty for its root.</param>
    /// <param name="stations">The stations wanted.</param>
    /// <param name="historyDays">Days of the past that it fetches.</param>
    /// <param name="delay">Time from an hour until its observations are asked for; null for the source's.</param>
    protected Task AddAsync(
        string name,
        string source,
        string path,
        IReadOnlyList<string> stations,
        int historyDays = 1,
        TimeSpan? delay = null) => Scene.AddAsync(new FeedSettings
        {
            Name = name,
            Source = source,
            Address = Root + path,
            Stations = stations,
            HistoryDays = historyDays,
            Delay = delay,
            RequestsPerSecond = 100,
        });

    /// <summary>Another scene, for tests of several accounts.</summary>
    private protected Task<FeedScene> NewSceneAsync() => FeedScene.StartAsync(azurite);

    /// <inheritdoc/>
    public virtual async ValueTask InitializeAsync() => Scene = await NewSceneAsync();

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return Scene.DisposeAsync();
    }
}
