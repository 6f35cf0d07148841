using WeatherKd.Students;

namespace WeatherKd.Training.Loop;

/// <summary>What a run leaves.</summary>
/// <param name="Onnx">The bytes of <c>student.onnx</c>: equal for equal data, settings and thread count.</param>
/// <param name="Parity">What the network itself forecast for some windows.</param>
/// <param name="Checkpoint">From which a later run may start.</param>
/// <param name="Epochs">Epochs trained.</param>
/// <param name="BestEpoch">Epoch whose weights the student has; 0 means that a warm start's parent was not surpassed.</param>
/// <param name="ValidationRmse">Normalised RMSE of the validation part at that epoch.</param>
/// <param name="Seconds">Wall time over all tries, in s.</param>
/// <param name="Device"><c>cpu</c> or <c>cuda</c>.</param>
public sealed record TrainedStudent(
    byte[] Onnx,
    ParityCases Parity,
    byte[] Checkpoint,
    int Epochs,
    int BestEpoch,
    double ValidationRmse,
    double Seconds,
    string Device);
