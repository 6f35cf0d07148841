using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using WeatherKd.Alignment;
using WeatherKd.Recent;
using WeatherKd.Series;
using WeatherKd.Students;
using WeatherKd.TrainingJobs;
using WeatherKd.Variables;
using WeatherKd.Verification;

namespace WeatherKd.Forecasting;

/// <summary>
/// Makes forecasts: cuts the window that a student reads out of what is known, runs the student, and says what the forecast was made from.
/// Keeps nothing.
/// </summary>
public sealed class ForecastIssuer(
    VariableTable variables,
    IOptions<ForecastingOptions> options,
    IOptions<AlignmentOptions> alignment,
    TimeProvider clock)
{
    /// <summary>What a forecast of a station would start from in a view.</summary>
    internal Basis BasisOf(string station, RecentView view, StudentLineage lineage) => BasisOf(station, view, lineage.Model);

    /// <summary>What a forecast of a station would start from in a view, with a numerical model.</summary>
    internal Basis BasisOf(string station, RecentView view, string model)
    {
        var observations = view.Observations(station);
        var own = observations?.NewestHour();
        var newest = view.NewestHour ?? Hour.Floor(clock.GetUtcNow());
        var origin = own is { } hour && newest - hour <= options.Value.LongestSilenceHours ? hour : newest;
        return new Basis(origin, own, observations, view.Teacher(model, station));
    }

    /// <summary>Cuts the window of a station.</summary>
    internal ForecastWindow Cut(string station, Basis basis, StudentLineage lineage)
    {
        var delay = alignment.Value.DeliveryDelayHours;
        var block = new WindowBlock(lineage, 1);
        new WindowCutter(lineage, delay).Cut(
            basis.Observations?.Including(lineage.Inputs) ?? new HourlyObservations(station, lineage.Inputs, basis.Origin, basis.Origin),
            basis.Teacher?.Select(lineage.TeacherVariables) ?? new TeacherRuns(station, lineage.TeacherVariables),
            lineage.Stations.IndexOf(station),
            basis.Origin,
            block,
            0);

        // Only a guided student reads its teacher when it forecasts.
        var run = lineage.Variant == StudentVariant.Guided
            ? basis.Teacher?.NewestRunCovering(
                basis.Origin,
                delay,
                basis.Origin + 1,
                basis.Origin + lineage.HorizonHours,
                lineage.TeacherVariables)
            : null;
        return new ForecastWindow(station, basis, run, block, ContentOf(block));
    }

    /// <summary>Issues the forecasts of some windows in one batch.</summary>
    /// <param name="student">The student.</param>
    /// <param name="windows">The windows, at least one.</param>
    /// <param name="issuedAt">When they are issued.</param>
    internal IReadOnlyList<IssuedForecast> Issue(ServingStudent student, IReadOnlyList<ForecastWindow> windows, DateTimeOffset issuedAt)
    {
        var forecast = student.Session.Run(
            windows.Count,
            [.. windows.SelectMany(w => w.Block.Observations)],
            [.. windows.SelectMany(w => w.Block.Teacher)],
            [.. windows.Select(w => w.Block.Stations[0] + 1L)],
            [.. windows.Select(w => (long)w.Block.Origins[0].SinceEpoch)]);
        var intervals = student.IntervalsOfTargets;
        return [.. windows.Select((w, at) => ToIssued(student, intervals, w, issuedAt, forecast, at))];
    }

    /// <summary>The time now as forecasts carry it: whole milliseconds, which every format in which they are kept can hold.</summary>
    internal DateTimeOffset Now()
    {
        var now = clock.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMillisecond));
    }

    private static string ContentOf(WindowBlock block)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(MemoryMarshal.AsBytes<float>(block.Observations));
        hash.AppendData(MemoryMarshal.AsBytes<float>(block.Teacher));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private IssuedForecast ToIssued(
        ServingStudent student,
        IReadOnlyList<IntervalFactors> intervals,
        ForecastWindow window,
        DateTimeOffset issuedAt,
        StudentForecast forecast,
        int at)
    {
        var lineage = student.Lineage;
        var targets = lineage.Targets.Count;
        var levels = lineage.QuantileLevels.Count;
        var mean = forecast.Mean.AsSpan(at * lineage.HorizonHours * targets, lineage.HorizonHours * targets).ToArray();
        var quantiles = forecast.Quantiles
            .AsSpan(at * lineage.HorizonHours * targets * levels, lineage.HorizonHours * targets * levels)
            .ToArray();
        var outside = 0.0;
        for (var i = 0; i < mean.Length; i++)
        {
            var variable = variables[lineage.Targets[i % targets]];
            outside = Math.Max(outside, Outside(mean[i], variable));
            mean[i] = Clamp(mean[i], variable);
            intervals[i % targets].Apply(quantiles.AsSpan(i * levels, levels));
            for (var q = i * levels; q < (i + 1) * levels; q++)
            {
                quantiles[q] = Clamp(quantiles[q], variable);
            }
        }

        return new IssuedForecast
        {
            Station = window.Station,
            Origin = window.Basis.Origin.ToTime(),
            IssuedAt = issuedAt,
            Student = student.Id,
            Run = window.Run?.ToTime(),
            LastObservation = window.Basis.LastObserved?.ToTime(),
            Variables = lineage.Targets,
            Mean = mean,
            QuantileLevels = lineage.QuantileLevels,
            Quantiles = quantiles,
            Intervals = intervals,
            OutsideRange = outside,
            Teacher = TeacherOf(lineage, window.Block),
        };
    }

    private static float[] TeacherOf(StudentLineage lineage, WindowBlock block)
    {
        var width = lineage.TeacherVariables.Count;
        var teacher = new float[lineage.HorizonHours * lineage.Targets.Count];
        for (var v = 0; v < lineage.Targets.Count; v++)
        {
            var source = lineage.TeacherVariables.IndexOf(lineage.Targets[v]);
            for (var h = 0; h < lineage.HorizonHours; h++)
            {
                teacher[(h * lineage.Targets.Count) + v] =
                    source < 0 ? float.NaN : block.Teacher[((lineage.HistoryHours + h) * width) + source];
            }
        }

        return teacher;
    }

    private static double Outside(float value, WeatherVariable variable) => float.IsNaN(value)
        ? 0
        : Math.Max(variable.Minimum - value, value - variable.Maximum) / (variable.Maximum - variable.Minimum);

    private static float Clamp(float value, WeatherVariable variable) =>
        float.IsNaN(value) ? value : Math.Clamp(value, (float)variable.Minimum, (float)variable.Maximum);
}

/// <summary>What a forecast starts from. Equal where origin and newest hour are, and nothing of the station was read anew.</summary>
internal sealed record Basis(Hour Origin, Hour? LastObserved, HourlyObservations? Observations, TeacherRuns? Teacher);

/// <summary>A window to forecast from.</summary>
/// <param name="Station">The station's id.</param>
/// <param name="Basis">What it was cut from.</param>
/// <param name="Run">Newest run that reaches the horizon; null where none does or the student reads none.</param>
/// <param name="Block">The window, alone in its block.</param>
/// <param name="Content">Hash of what the student reads.</param>
internal sealed record ForecastWindow(string Station, Basis Basis, Hour? Run, WindowBlock Block, string Content);
