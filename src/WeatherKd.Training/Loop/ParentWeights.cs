using WeatherKd.Training.Network;
using WeatherKd.Variables;

namespace WeatherKd.Training.Loop;

/// <summary>
/// Starts a run from the weights of an earlier student. Stations are matched by id; a tensor whose shape has changed keeps its first
/// values.
/// </summary>
internal static class ParentWeights
{
    /// <summary>
    /// The step count goes on from the parent's, a fine-tuning's share of it: steps stay small and the average reaches over the parent's
    /// weights.
    /// </summary>
    public static void Take(TrainingCheckpoint parent, StudentTrainer trainer, IReadOnlyList<string> stations)
    {
        var weights = trainer.Network.Snapshot();
        foreach (var (name, values) in parent.Best)
        {
            if (name == "station.vectors")
            {
                TakeStations(parent.Progress.Stations, values, stations, weights[name]);
            }
            else if (weights.TryGetValue(name, out var own) && own.Length == values.Length)
            {
                weights[name] = values;
            }
        }

        trainer.Network.Restore(weights);
        trainer.Optimiser.ContinueFromHere(parent.Progress.Steps);
    }

    private static void TakeStations(IReadOnlyList<string> known, float[] values, IReadOnlyList<string> stations, float[] own)
    {
        const int Width = StudentShape.StationWidth;
        Array.Copy(values, own, Width);
        for (var i = 0; i < stations.Count; i++)
        {
            var before = known.IndexOf(stations[i]);
            // A new station begins as the unknown one, row 0.
            Array.Copy(values, (before + 1) * Width, own, (i + 1) * Width, Width);
        }
    }
}
