using WeatherKd.Alarms;
using WeatherKd.Forecasting.Archive;
using WeatherKd.Retraining;
using WeatherKd.Students;

namespace WeatherKd.Watch;

/// <summary>
/// What the timers of both hosts call: the rolling skill of what was issued, the alarms, and what the retraining policy makes of them.
/// </summary>
public sealed class Watchkeeping(RollingSkill skill, WatchRound round, StudentRegistry registry, RetrainingTrigger retraining)
{
    /// <summary>How often the alarms are looked at.</summary>
    public static readonly TimeSpan LookInterval = TimeSpan.FromMinutes(10);

    /// <summary>How often the rolling skill is computed: observations come hourly, and it reads 37 days of forecasts.</summary>
    public static readonly TimeSpan SkillInterval = TimeSpan.FromHours(1);

    /// <summary>Scores what was issued against what was observed since.</summary>
    public Task ScoreAsync(CancellationToken cancellationToken) => skill.UpdateAsync(cancellationToken);

    /// <summary>
    /// Looks for trouble and, where the policy says that an alarm retrains, starts a retraining on the newest complete run.
    /// </summary>
    /// <returns>The alarms that stand.</returns>
    public async Task<IReadOnlyList<Alarm>> LookAsync(CancellationToken cancellationToken)
    {
        var alarms = await round.RunAsync(cancellationToken);
        if (alarms.Count > 0 && await ModelInServiceAsync(cancellationToken) is { } model)
        {
            await retraining.AlarmsStandAsync(model, alarms, cancellationToken);
        }

        return alarms;
    }

    private async Task<string?> ModelInServiceAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await registry.ChampionAsync(cancellationToken) is { } champion
                ? (await registry.FindAsync(champion.Value.Student, cancellationToken))?.Lineage.Model
                : null;
        }
        catch (StudentDamagedException)
        {
            // The round has told the log; complete runs retrain as ever.
            return null;
        }
    }
}
