using TorchSharp;
using static TorchSharp.torch;

namespace WeatherKd.Training.Tensors;

/// <summary>Moves values between tensors and arrays of the host.</summary>
internal static class HostTensors
{
    public static float[] Read(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.detach().cpu().contiguous().data<float>().ToArray();
    }

    public static void Write(Tensor tensor, float[] values)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        tensor.copy_(torch.tensor(values, tensor.shape));
    }
}
