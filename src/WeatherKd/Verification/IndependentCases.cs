namespace WeatherKd.Verification;

/// <summary>How many independent cases stations and days are worth.</summary>
public static class IndependentCases
{
    /// <summary>
    /// Correlation between the errors of two stations on one day, assumed: ten stations for a week are not seventy independent cases but
    /// some twenty (Kish's design effect).
    /// </summary>
    private const double CorrelationOfStations = 0.3;

    /// <summary>The number.</summary>
    /// <param name="stationDays">Days, of each station, summed.</param>
    /// <param name="stations">Stations, at least one.</param>
    public static double Of(int stationDays, int stations) => stationDays / (1 + ((stations - 1) * CorrelationOfStations));
}
