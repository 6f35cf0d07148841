using WeatherKd.Api.Units;

namespace WeatherKd.Api.Columns;

/// <summary>One column of an answer: a variable, one of its quantiles, or the numerical model beside it.</summary>
/// <param name="Name">Its name in the answer, e.g. <c>temperature_2m_q10</c>.</param>
/// <param name="Unit">Unit in which it is answered.</param>
/// <param name="Raw">Its values in the unit of the store, one an hour of the answer; null where there is none.</param>
/// <param name="Reason">Why values are missing, for people; null where nothing can be said.</param>
internal sealed record HourlyColumn(string Name, DisplayUnit Unit, IReadOnlyList<double?> Raw, string? Reason)
{
    /// <summary>The value of an hour as it is answered.</summary>
    public double? this[int hour] => Raw[hour] is { } value ? Unit.Of(value) : null;

    /// <summary>Whether any hour is without a value.</summary>
    public bool HasGaps => Raw.Contains(null);
}
