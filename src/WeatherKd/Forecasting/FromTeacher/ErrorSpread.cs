namespace WeatherKd.Forecasting.FromTeacher;

/// <summary>How a numerical model's forecasts of one variable differ from what came true.</summary>
/// <param name="Shift">What to add to the model's value; 0 where it is not known at the station.</param>
/// <param name="Quantiles">Distances of the quantiles from the model's value, ascending, in the variable's unit.</param>
/// <param name="Cases">Forecasts behind them.</param>
/// <param name="Source">Whose errors they are.</param>
internal sealed record ErrorSpread(float Shift, float[] Quantiles, int Cases, SpreadSource Source);

/// <summary>Where a spread comes from, the nearest first.</summary>
internal enum SpreadSource
{
    /// <summary>Errors at the station itself.</summary>
    Station,

    /// <summary>Errors at stations near it, without their sign: another place errs in another direction.</summary>
    Neighbours,

    /// <summary>No errors are known anywhere: how far the model's own values at the station lie from their mean.</summary>
    OwnValues,
}
