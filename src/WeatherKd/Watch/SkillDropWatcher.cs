using System.Globalization;
using Microsoft.Extensions.Options;
using WeatherKd.Alarms;
using WeatherKd.Forecasting.Archive;

namespace WeatherKd.Watch;

/// <summary>The service's rolling skill is below its bound.</summary>
public sealed class SkillDropWatcher(IOptions<WatchOptions> options) : IWatcher
{
    private const int WindowDays = 7;

    /// <inheritdoc cref="IWatcher.Kind"/>
    public static readonly AlarmKind Kind = new("SkillDrop");

    AlarmKind IWatcher.Kind => Kind;

    /// <inheritdoc/>
    public IEnumerable<Alarm> Look(WatchedRecord record) =>
        from score in record.Skill?.Scores ?? []
        where score is { Days: WindowDays, Leads: RollingSkill.All, Station: RollingSkill.All }
            && score.Service.Count >= options.Value.MinimumRows
        where score.Skill < options.Value.MinimumSkill
        select new Alarm(
            Kind,
            score.Variable,
            string.Create(
                CultureInfo.InvariantCulture,
                $"Over {WindowDays} days {score.Variable} had a skill of {score.Skill:F2} against the raw teacher (RMSE "
                + $"{score.Service.Rmse:F2}, teacher {score.Teacher!.Rmse:F2}, {score.Service.Count} rows); "
                + $"{options.Value.MinimumSkill:F2} is the bound. Look at the student's verification; roll back if its predecessor was "
                + $"better."),
            record.Now) { EndsByRetraining = true };
}
