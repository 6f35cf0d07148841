using Microsoft.Extensions.Options;
using WeatherKd.Alarms;
using WeatherKd.NumericalModels.Checks;
using WeatherKd.Storage;

namespace WeatherKd.Watch;

/// <summary>Values of a numerical model's run failed their checks.</summary>
public sealed class FlaggedRunWatcher(IOptions<WatchOptions> options) : IWatcher
{
    /// <inheritdoc cref="IWatcher.Kind"/>
    public static readonly AlarmKind Kind = new("FlaggedRun");

    AlarmKind IWatcher.Kind => Kind;

    /// <inheritdoc/>
    public IEnumerable<Alarm> Look(WatchedRecord record) => record.Flagged
        .Where(run => record.Now - run.ArrivedAt < options.Value.FlaggedRunFor)
        .Where(run => run.Refusal is not null || run.FlaggedValues > options.Value.MaximumFlaggedShare * run.Values)
        .Select(run => new Alarm(Kind, $"{run.Model}/{UtcTime.Format(run.Run)}", Message(run), record.Now));

    private static string Message(FlaggedRun run) => run.Refusal is { } refusal
        ? $"A file of {run.Model} is in quarantine: {refusal} Forecasts go on with older runs. Ask whoever delivers it."
        : $"Of {run.Values} values of the run {UtcTime.Format(run.Run)} of {run.Model} {run.FlaggedValues} are flagged and not used: "
            + string.Join(", ", run.Flagged.Select(f => $"{f.Count} {f.Variable} ({f.Test})")) + ".";
}
