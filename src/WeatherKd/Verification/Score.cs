namespace WeatherKd.Verification;

/// <summary>
/// How well a system forecast some rows. Formulas as in Wilks, Statistical Methods in the Atmospheric Sciences, 3rd ed., ch. 8; null where
/// a figure is not defined. All but <see cref="Correlation"/> and coverage are in the variable's unit.
/// </summary>
/// <param name="Count">Rows.</param>
/// <param name="Bias">Mean of forecast − observation.</param>
/// <param name="Mae">Mean absolute error.</param>
/// <param name="Rmse">Root mean square error.</param>
/// <param name="Correlation">Pearson's, of forecast and observation; null where either is constant.</param>
public sealed record Score(int Count, double Bias, double Mae, double Rmse, double? Correlation)
{
    /// <summary>
    /// Continuous ranked probability score, approximated from the quantiles (<see cref="Verification.Crps"/>); equals <see cref="Mae"/> for
    /// a system without spread. Null where the system has no quantiles.
    /// </summary>
    public double? Crps { get; init; }

    /// <summary>Share of observations between the outermost quantiles, ends included; 0.8 is right for levels 0.1 and 0.9.</summary>
    public double? Coverage { get; init; }
}

/// <summary>A 95 % interval.</summary>
/// <param name="Low">2.5 % quantile.</param>
/// <param name="High">97.5 % quantile.</param>
public sealed record Interval(double Low, double High);

/// <summary>
/// The sums from which a <see cref="Score"/> is made, so that one pass over the rows serves every grouping. Not thread-safe.
/// </summary>
internal struct ScoreSums
{
    private int _count;
    private double _error;
    private double _absolute;
    private double _square;
    private double _meanForecast;
    private double _meanTruth;
    private double _forecastSpread;
    private double _truthSpread;
    private double _together;
    private double _crps;
    private int _covered;
    private bool _hasQuantiles;

    public readonly int Count => _count;

    /// <summary>Adds a row.</summary>
    public void Add(float forecast, float truth)
    {
        double error = (double)forecast - truth;
        _count++;
        _error += error;
        _absolute += Math.Abs(error);
        _square += error * error;

        // Welford's update: sums of squares of values around 1000 hPa would lose the small spread that correlation is about.
        var fromForecast = forecast - _meanForecast;
        var fromTruth = truth - _meanTruth;
        _meanForecast += fromForecast / _count;
        _meanTruth += fromTruth / _count;
        _forecastSpread += fromForecast * (forecast - _meanForecast);
        _truthSpread += fromTruth * (truth - _meanTruth);
        _together += fromForecast * (truth - _meanTruth);
    }

    /// <summary>Adds what the quantiles of the last row were worth.</summary>
    public void AddQuantiles(double crps, bool covered)
    {
        _hasQuantiles = true;
        _crps += crps;
        _covered += covered ? 1 : 0;
    }

    public readonly Score ToScore()
    {
        var spread = Math.Sqrt(_forecastSpread * _truthSpread);
        return new Score(_count, _error / _count, _absolute / _count, Math.Sqrt(_square / _count), spread > 0 ? _together / spread : null)
        {
            Crps = _hasQuantiles ? _crps / _count : null,
            Coverage = _hasQuantiles ? (double)_covered / _count : null,
        };
    }
}
