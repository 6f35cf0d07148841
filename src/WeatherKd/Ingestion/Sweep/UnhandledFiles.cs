using WeatherKd.Storage;

namespace WeatherKd.Ingestion.Sweep;

/// <summary>Files of a container that keep failing.</summary>
/// <param name="Container">The container.</param>
/// <param name="Count">How many.</param>
/// <param name="Example">The oldest of them.</param>
/// <param name="Tries">Tries to handle it.</param>
/// <param name="ArrivedAt">When it arrived.</param>
/// <param name="Reason">Why it failed last.</param>
public sealed record UnhandledFiles(string Container, int Count, string Example, int Tries, DateTimeOffset ArrivedAt, string Reason)
{
    /// <summary>
    /// What the last sweeps left, container by container; empty where no file has failed <see cref="SweepOptions.AlarmAfter"/> times.
    /// </summary>
    public static async Task<IReadOnlyList<UnhandledFiles>> ReadAsync(
        WeatherStorage storage, SweepOptions options, CancellationToken cancellationToken)
    {
        var found = new List<UnhandledFiles>();
        foreach (var (container, state) in await SweepState.ReadAllAsync(storage, cancellationToken))
        {
            var failing = state.Waiting.Where(f => f.Tries >= options.AlarmAfter).ToList();
            if (failing.MinBy(f => f.ArrivedAt) is { } oldest)
            {
                found.Add(new UnhandledFiles(
                    container,
                    failing.Count,
                    oldest.Receipt.Name,
                    oldest.Tries,
                    oldest.ArrivedAt,
                    oldest.Reason ?? "the process ended before it said why"));
            }
        }

        return found;
    }
}
