// The model files of Models/ as bytes inside the program, so that it runs from anywhere.
#ifndef SHIPPED_MODELS_H
#define SHIPPED_MODELS_H

#include <stddef.h>

// Models/iris-embedding.onnx; valid for the life of the program.
const unsigned char *shipped_model_iris_embedding(void);
size_t shipped_model_iris_embedding_size(void);

// Models/iris-gabor.onnx; valid for the life of the program.
const unsigned char *shipped_model_iris_gabor(void);
size_t shipped_model_iris_gabor_size(void);

#endif
