using Microsoft.Extensions.Logging;
using WeatherKd.Api.Conventions;
using WeatherKd.Forecasting.Archive;

namespace WeatherKd.Api.Stations;

/// <summary>
/// How the forecasts issued for a station have done in the last week, as the hourly round computed it; read from storage once a minute at
/// most.
/// </summary>
internal sealed class RecentSkill
{
    /// <summary>Days of the window that answers tell of.</summary>
    public const int Days = 7;

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);
    private readonly RollingSkill _skill;
    private readonly RefreshedCache<Scores> _scores;
    private Scores? _last;

    public RecentSkill(RollingSkill skill, TimeProvider clock, ILogger<RecentSkill> logger)
    {
        _skill = skill;
        _scores = new("The rolling skill", ReadOnceAsync, Lifetime, clock, logger);
    }

    /// <summary>The scores; empty before the first hourly round. The same instance until there are newer ones.</summary>
    public ValueTask<Scores> ReadAsync(CancellationToken cancellationToken) => _scores.GetAsync(cancellationToken);

    private async Task<Scores> ReadOnceAsync(CancellationToken cancellationToken)
    {
        var scores = await _skill.ReadAsync(cancellationToken);
        return _last is not null && _last.At == scores?.At
            ? _last
            : _last = new Scores(scores?.At, (scores?.Scores ?? []).Where(s => s.Days == Days).ToLookup(s => (s.Station, s.Variable)));
    }

    /// <summary>The scores of one round.</summary>
    /// <param name="At">When they were computed; null where they never were.</param>
    /// <param name="ByStation">By station and variable: all leads, and each bucket of leads.</param>
    internal sealed record Scores(DateTimeOffset? At, ILookup<(string Station, string Variable), RollingScore> ByStation);
}
