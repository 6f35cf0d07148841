using WeatherKd.Alignment;

namespace WeatherKd.Training.Loop;

/// <summary>What a guided student learns from beside observations and numerical model: forecasts of the training part's windows.</summary>
internal interface IFurtherTeacher
{
    /// <summary>Its share of the squared error, 0–1; the rest is the observations'.</summary>
    double Share { get; }

    /// <summary>
    /// Its forecasts of some windows, in physical units, as a rule made without having learned from these, NaN where it has none. Shape
    /// <c>[window, horizon, target]</c>, row-major.
    /// </summary>
    float[] Forecast(ReadOnlySpan<(WindowBlock Block, int Index)> windows);
}
