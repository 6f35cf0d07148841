using WeatherKd.Storage;

namespace WeatherKd.Feeds.Rounds;

/// <summary>Reads and changes the feeds' statuses.</summary>
public sealed class FeedStatusStore(WeatherStorage storage)
{
    /// <summary>The status of a feed; an empty one where it was never run.</summary>
    public async Task<FeedStatus> ReadAsync(string feed, CancellationToken cancellationToken) =>
        (await storage.Pipeline.GetBlobClient(Name(feed)).TryReadJsonAsync<FeedStatus>(cancellationToken))?.Value ?? new FeedStatus();

    /// <summary>Changes the status of a feed.</summary>
    public Task<FeedStatus> UpdateAsync(string feed, Func<FeedStatus, FeedStatus> change, CancellationToken cancellationToken) =>
        storage.Pipeline
            .GetBlobClient(Name(feed))
            .UpdateJsonAsync<FeedStatus>(present => change(present ?? new FeedStatus()), cancellationToken);

    /// <summary>Takes the look at a feed that is due: moves the next one.</summary>
    /// <returns>The status; null where no look is due, or another host took it.</returns>
    public async Task<FeedStatus?> TryTakeLookAsync(string feed, DateTimeOffset now, TimeSpan interval, CancellationToken cancellationToken)
    {
        var blob = storage.Pipeline.GetBlobClient(Name(feed));
        var present = await blob.TryReadJsonAsync<FeedStatus>(cancellationToken);
        var status = present?.Value ?? new FeedStatus();

        // A clock that was set back must not stop the feed until it has caught up: no look is ever planned so far ahead.
        if (status.NextLook > now && status.NextLook - now <= FeedRound.MostAhead)
        {
            return null;
        }

        var taken = status with { NextLook = now + interval };
        return await blob.TrySwapJsonAsync(taken, present?.ETag, cancellationToken) ? taken : null;
    }

    private static string Name(string feed) => $"feeds/{feed}.json";
}
