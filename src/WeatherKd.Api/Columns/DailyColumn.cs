using WeatherKd.Api.Units;

namespace WeatherKd.Api.Columns;

/// <summary>One column of days.</summary>
/// <param name="Name">Its name, e.g. <c>temperature_2m_max</c>.</param>
/// <param name="Unit">Unit of its values.</param>
/// <param name="Values">A value a day as it is answered; null where there is none.</param>
internal sealed record DailyColumn(string Name, DisplayUnit Unit, IReadOnlyList<double?> Values);
