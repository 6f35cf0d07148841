using System.Collections.Concurrent;
using System.Text.Json;
using Azure;

namespace WeatherKd.Storage;

/// <summary>
/// Whose data an account holds, in the words that its sources ask for: <c>pipeline/attributions.json</c>, noted by the feeds that fetched
/// them and shown with forecasts. Of files that somebody put there by hand nothing is known.
/// </summary>
public sealed class SourceAttributions(WeatherStorage storage, TimeProvider clock)
{
    private const string BlobName = "attributions.json";
    private const string Observations = "observations/";

    /// <summary>They change when a feed is added: asking storage at each request would be for nothing.</summary>
    private static readonly TimeSpan ReadAgainAfter = TimeSpan.FromMinutes(5);

    /// <summary>A forecast is worth giving without: storage that is away must not keep anybody waiting.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, byte> _noted = new(StringComparer.Ordinal);
    private (IReadOnlyDictionary<string, Attribution> Known, long At)? _read;

    /// <summary>Notes whose a numerical model's runs are.</summary>
    public Task NoteModelAsync(string model, Attribution attribution, CancellationToken cancellationToken) =>
        NoteAsync(model, attribution, cancellationToken);

    /// <summary>Notes whose the observations of a feed are.</summary>
    public Task NoteObservationsAsync(string feed, Attribution attribution, CancellationToken cancellationToken) =>
        NoteAsync(Observations + feed, attribution, cancellationToken);

    /// <summary>What is to be shown with a forecast: of its numerical model and of all observations.</summary>
    /// <param name="model">The model; null where it is not known, which shows all.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async ValueTask<IReadOnlyList<Attribution>> OfAsync(string? model, CancellationToken cancellationToken)
    {
        if (_read is not { } read || clock.GetElapsedTime(read.At) > ReadAgainAfter)
        {
            _read = read = (await TryReadAsync(cancellationToken)
                ?? _read?.Known
                ?? new Dictionary<string, Attribution>(), clock.GetTimestamp());
        }

        return
        [
            .. read.Known
                .Where(k => model is null || k.Key == model || k.Key.StartsWith(Observations, StringComparison.Ordinal))
                .Select(k => k.Value)
                .Distinct()
        ];
    }

    /// <summary>What is noted; null where storage cannot be read just now.</summary>
    private async Task<IReadOnlyDictionary<string, Attribution>?> TryReadAsync(CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        end.CancelAfter(Patience);
        try
        {
            return (await storage.Pipeline.GetBlobClient(BlobName).TryReadJsonAsync<Dictionary<string, Attribution>>(end.Token))?.Value
                ?? new Dictionary<string, Attribution>();
        }
        catch (Exception e) when (e is RequestFailedException
            or AggregateException
            or JsonException
            or IOException
            or OperationCanceledException
            && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private async Task NoteAsync(string name, Attribution attribution, CancellationToken cancellationToken)
    {
        if (attribution.Text.Length == 0 || _noted.ContainsKey($"{name}\n{attribution}"))
        {
            return;
        }

        await storage.Pipeline.GetBlobClient(BlobName).UpdateJsonAsync<Dictionary<string, Attribution>>(
            present => present?.GetValueOrDefault(name) == attribution ? present : new(present ?? [], StringComparer.Ordinal)
            {
                [name] = attribution,
            },
            cancellationToken);
        _noted[$"{name}\n{attribution}"] = 0;
    }
}

/// <summary>Words that a source asks to be shown with what is made from its data.</summary>
/// <param name="Text">The words.</param>
/// <param name="Link">Its terms of use; null where none are known.</param>
public sealed record Attribution(string Text, string? Link);
