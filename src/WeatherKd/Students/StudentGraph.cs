namespace WeatherKd.Students;

/// <summary>
/// The names and shapes of <c>student.onnx</c>. All values are in physical units, <see cref="float.NaN"/> where missing;
/// normalisation, de-biasing and calibration are inside the graph.
/// </summary>
public static class StudentGraph
{
    /// <summary>Input, float <c>[batch, history, input]</c>: observations up to the origin.</summary>
    public const string Observations = "observations";

    /// <summary>Input, float <c>[batch, history + horizon, teacher variable]</c>: the teacher as known at the origin.</summary>
    public const string Teacher = "teacher";

    /// <summary>
    /// Input, int64 <c>[batch]</c>: 1 + index of the station in the student's list; 0 for a station it was not trained on.
    /// </summary>
    public const string Station = "station";

    /// <summary>Input, int64 <c>[batch]</c>: forecast origin in whole hours since 1970-01-01T00Z.</summary>
    public const string Origin = "origin";

    /// <summary>Output, float <c>[batch, horizon, target]</c>: the expected value.</summary>
    public const string Forecast = "forecast";

    /// <summary>Output, float <c>[batch, horizon, target, level]</c>: quantiles at <see cref="QuantileLevels"/>, never crossing.</summary>
    public const string Quantiles = "quantiles";

    /// <summary>Metadata property of the ONNX model that holds the lineage (<see cref="StudentLineage"/>) as JSON.</summary>
    public const string LineageProperty = "weatherkd.lineage";

    /// <summary>Probability levels of the quantiles, ascending.</summary>
    public static IReadOnlyList<double> QuantileLevels { get; } = [0.1, 0.25, 0.5, 0.75, 0.9];
}
